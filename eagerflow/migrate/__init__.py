"""The way from TensorFlow: what a program uses, its 2.x form, and where two programs part.

On the command line: `python -m eagerflow migrate check`, `upgrade` and `compare`.
"""
