"""From responses to marks: verdicts, follow-through, mistakes and policy."""
