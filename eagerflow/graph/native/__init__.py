"""The native tier: parts of a plan as machine code.

`segments` finds the parts, `rules` writes their steps in a few primitives (`prims`), `fusing` puts
primitives together that one loop computes, `places` gives every array a place in memory, `loops`
and `program` print LLVM's language.
"""
