"""Running code that a student wrote, where it can do no harm.

`machine` runs text in worker processes of an embedded interpreter made for untrusted code (pydantic-monty: no
files, no network, no clock; limits of time, memory, depth). `reading` makes a program of what a student wrote;
`rewriting` puts calls where that interpreter lacks an operator; `inside` holds what is run beside the program, in
the interpreter: an array class with NumPy's notation.

Nothing that a student writes is run, evaluated or imported in our own process: it is parsed, at most.
"""
