"""What runs in the sandbox beside the student's program: arrays in NumPy's notation.

These modules are ordinary Python in the subset that the sandbox's interpreter knows (no properties, no
inheritance, no generators, no `del`); `examgen.sandbox.prelude` sends their text there. Here they are only
imported by tests, which compare them with NumPy.
"""
