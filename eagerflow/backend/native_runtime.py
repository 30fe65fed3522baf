"""What machine code of whole programs needs at run time: arguments from Python, an order of steps,
and threads.

A program is a row of records of 64-bit integers, which `sequence` goes through: calls of functions,
and matrix products. A record names arrays by their place in a list and an offset in
bytes. `enter` finds their addresses in the list of arrays that Python gives, whose memory it reads
as CPython and NumPy lay it out; that they do is checked before.

`parallel(state, work, data, count)` calls `work(data, i)` for i from 0 to count - 1, in the thread
that calls and in others that wait for it. Those spin for a moment before they sleep. A number of 64
bits says which job this is (its upper half) and which piece comes next (its lower half): who adds
one to it has taken a piece of that job and of no other.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import threading
from typing import Any

import numpy as np

from . import pool
from .native_blas import blas
from .native_objects import Library, library

# Where CPython and NumPy keep things: bytes from the beginning of the object.
_LIST_ITEMS, _TYPE, _DATA, _FLAGS = 24, 8, 16, 64
_IN_ORDER = 0x1 | 0x100  # flags of NumPy: row-major and aligned
_SPIN = 400  # looks for a job before a thread goes to sleep, some 20 microseconds

# Places in the table, of 8 bytes each.
PARALLEL, SINGLE, DOUBLE, ARRAY, STATE = 0, 1, 2, 4, 8
# Places in the state: next piece, work, data, count, pieces done, busy, asleep, workers, functions
# of pthread; the mutex and the condition have room to spare.
_WORKERS, _FUNCTIONS, _MUTEX, _CONDITION, _STATE_SIZE = 7, 8, 16, 32, 64
# The first word of a record.
END, CALL, PRODUCT, PRODUCTS = range(4)
PRODUCT_LENGTH = 29
MOST_WORDS = 500  # that a called function can be given
_PTHREAD = ("pthread_mutex_lock", "pthread_mutex_unlock", "pthread_cond_wait",
            "pthread_cond_broadcast")  # fmt: skip

_ENTER = f"""
define i64 @enter(ptr %list, i64 %count, ptr %program, ptr %runtime) {{
entry:
  %place = getelementptr i8, ptr %list, i64 {_LIST_ITEMS}
  %items = load ptr, ptr %place
  %pointers = alloca ptr, i64 %count
  %some = icmp sgt i64 %count, 0
  br i1 %some, label %head, label %go
head:
  %i = phi i64 [0, %entry], [%next, %more]
  %at = getelementptr ptr, ptr %items, i64 %i
  %array = load ptr, ptr %at
  %is = getelementptr i8, ptr %array, i64 {_TYPE}
  %type = load i64, ptr %is
  %known = getelementptr i64, ptr %runtime, i64 {ARRAY}
  %wanted = load i64, ptr %known
  %real = icmp eq i64 %type, %wanted
  br i1 %real, label %look, label %bad
look:
  %where = getelementptr i8, ptr %array, i64 {_FLAGS}
  %flags = load i32, ptr %where
  %set = and i32 %flags, {_IN_ORDER}
  %fits = icmp eq i32 %set, {_IN_ORDER}
  br i1 %fits, label %more, label %bad
more:
  %from = getelementptr i8, ptr %array, i64 {_DATA}
  %data = load ptr, ptr %from
  %to = getelementptr ptr, ptr %pointers, i64 %i
  store ptr %data, ptr %to
  %next = add i64 %i, 1
  %again = icmp slt i64 %next, %count
  br i1 %again, label %head, label %go
go:
  call void @sequence(ptr %program, ptr %pointers, ptr %runtime)
  ret i64 0
bad:
  %wrong = add i64 %i, 1
  ret i64 %wrong
}}
"""

_POOL = f"""
declare void @llvm.x86.sse2.pause()

define internal i64 @take(ptr %state, i64 %job) {{
  ; takes pieces of a job until there are none
entry:
  %next = getelementptr i64, ptr %state, i64 0
  %p1 = getelementptr i64, ptr %state, i64 1
  %p2 = getelementptr i64, ptr %state, i64 2
  %p3 = getelementptr i64, ptr %state, i64 3
  %done = getelementptr i64, ptr %state, i64 4
  %work = load ptr, ptr %p1
  %data = load ptr, ptr %p2
  %count = load i64, ptr %p3
  br label %look
look:
  %now = load atomic i64, ptr %next acquire, align 8
  %its = lshr i64 %now, 32
  %mine = icmp eq i64 %its, %job
  %piece = and i64 %now, 4294967295
  %left = icmp ult i64 %piece, %count
  %go = and i1 %mine, %left
  br i1 %go, label %try, label %end
try:
  %then = add i64 %now, 1
  %pair = cmpxchg ptr %next, i64 %now, i64 %then acq_rel acquire
  %won = extractvalue {{ i64, i1 }} %pair, 1
  br i1 %won, label %do, label %look
do:
  call void %work(ptr %data, i64 %piece)
  %before = atomicrmw add ptr %done, i64 1 acq_rel
  br label %look
end:
  ret i64 0
}}

define void @parallel(ptr %state, ptr %work, ptr %data, i64 %count) {{
entry:
  %p7 = getelementptr i64, ptr %state, i64 7
  %workers = load i64, ptr %p7
  %none = icmp eq i64 %workers, 0
  br i1 %none, label %alone, label %ask
ask:
  %busy = getelementptr i64, ptr %state, i64 5
  %pair = cmpxchg ptr %busy, i64 0, i64 1 acq_rel acquire
  %won = extractvalue {{ i64, i1 }} %pair, 1
  br i1 %won, label %start, label %alone
alone:
  %i = phi i64 [0, %entry], [0, %ask], [%i1, %alone.next]
  %in = icmp slt i64 %i, %count
  br i1 %in, label %alone.next, label %out
alone.next:
  call void %work(ptr %data, i64 %i)
  %i1 = add i64 %i, 1
  br label %alone
out:
  ret void
start:
  %next = getelementptr i64, ptr %state, i64 0
  %old = load atomic i64, ptr %next acquire, align 8
  %last = lshr i64 %old, 32
  %grown = add i64 %last, 1
  %job = and i64 %grown, 4294967295
  %high = shl i64 %job, 32
  %closed = or i64 %high, 4294967295
  store atomic i64 %closed, ptr %next seq_cst, align 8
  fence seq_cst
  %p1 = getelementptr i64, ptr %state, i64 1
  %p2 = getelementptr i64, ptr %state, i64 2
  %p3 = getelementptr i64, ptr %state, i64 3
  %done = getelementptr i64, ptr %state, i64 4
  store ptr %work, ptr %p1
  store ptr %data, ptr %p2
  store i64 %count, ptr %p3
  store atomic i64 0, ptr %done seq_cst, align 8
  store atomic i64 %high, ptr %next seq_cst, align 8
  %p6 = getelementptr i64, ptr %state, i64 6
  %asleep = load atomic i64, ptr %p6 seq_cst, align 8
  %wake = icmp ne i64 %asleep, 0
  br i1 %wake, label %call, label %own
call:
  %f = getelementptr i64, ptr %state, i64 8
  %lock = load ptr, ptr %f
  %g = getelementptr i64, ptr %state, i64 9
  %unlock = load ptr, ptr %g
  %h = getelementptr i64, ptr %state, i64 11
  %broadcast = load ptr, ptr %h
  %mutex = getelementptr i64, ptr %state, i64 {_MUTEX}
  %condition = getelementptr i64, ptr %state, i64 {_CONDITION}
  %r1 = call i32 %lock(ptr %mutex)
  %r2 = call i32 %broadcast(ptr %condition)
  %r3 = call i32 %unlock(ptr %mutex)
  br label %own
own:
  %t = call i64 @take(ptr %state, i64 %job)
  br label %wait
wait:
  %have = load atomic i64, ptr %done acquire, align 8
  %all = icmp eq i64 %have, %count
  br i1 %all, label %finish, label %pause
pause:
  PAUSE
  br label %wait
finish:
  store atomic i64 0, ptr %busy release, align 8
  ret void
}}

define void @worker(ptr %state) {{
entry:
  %next = getelementptr i64, ptr %state, i64 0
  %p6 = getelementptr i64, ptr %state, i64 6
  %first = load atomic i64, ptr %next acquire, align 8
  %start = lshr i64 %first, 32
  br label %idle
idle:
  %last = phi i64 [%start, %entry], [%job, %work]
  br label %spin
spin:
  %n = phi i64 [0, %idle], [%n1, %pause]
  %now = load atomic i64, ptr %next acquire, align 8
  %its = lshr i64 %now, 32
  %piece = and i64 %now, 4294967295
  %other = icmp ne i64 %its, %last
  %open = icmp ne i64 %piece, 4294967295
  %go = and i1 %other, %open
  br i1 %go, label %work, label %more
more:
  %n1 = add i64 %n, 1
  %tired = icmp sgt i64 %n, {_SPIN}
  br i1 %tired, label %sleep, label %pause
pause:
  PAUSE
  br label %spin
sleep:
  %f = getelementptr i64, ptr %state, i64 8
  %lock = load ptr, ptr %f
  %g = getelementptr i64, ptr %state, i64 9
  %unlock = load ptr, ptr %g
  %h = getelementptr i64, ptr %state, i64 10
  %await = load ptr, ptr %h
  %mutex = getelementptr i64, ptr %state, i64 {_MUTEX}
  %condition = getelementptr i64, ptr %state, i64 {_CONDITION}
  %r1 = call i32 %lock(ptr %mutex)
  %b1 = atomicrmw add ptr %p6, i64 1 seq_cst
  br label %check
check:
  %now2 = load atomic i64, ptr %next seq_cst, align 8
  %its2 = lshr i64 %now2, 32
  %other2 = icmp ne i64 %its2, %last
  br i1 %other2, label %awake, label %rest
rest:
  %r2 = call i32 %await(ptr %condition, ptr %mutex)
  br label %check
awake:
  %b2 = atomicrmw sub ptr %p6, i64 1 seq_cst
  %r3 = call i32 %unlock(ptr %mutex)
  br label %again
again:
  %now3 = load atomic i64, ptr %next acquire, align 8
  %piece3 = and i64 %now3, 4294967295
  %open3 = icmp ne i64 %piece3, 4294967295
  br i1 %open3, label %work, label %again
work:
  %seen = phi i64 [%now, %spin], [%now3, %again]
  %job = lshr i64 %seen, 32
  %t = call i64 @take(ptr %state, i64 %job)
  br label %idle
}}
"""


_SEQUENCE = """
define internal i64 @word(ptr %record, i64 %at) alwaysinline {
  %p = getelementptr i64, ptr %record, i64 %at
  %v = load i64, ptr %p
  ret i64 %v
}

define internal ptr @address(ptr %record, i64 %at, ptr %pointers) alwaysinline {
  ; of an array that two words name: its place in the list, and an offset
  %slot = call i64 @word(ptr %record, i64 %at)
  %next = add i64 %at, 1
  %offset = call i64 @word(ptr %record, i64 %next)
  %p = getelementptr ptr, ptr %pointers, i64 %slot
  %start = load ptr, ptr %p
  %found = getelementptr i8, ptr %start, i64 %offset
  ret ptr %found
}

define internal void @call(ptr %record, ptr %pointers, ptr %runtime) {
  ; CALL, length, function, pieces, count, then for each word a place (-1: none) and a number
entry:
  %words = alloca i64, i64 WORDS
  %f = call i64 @word(ptr %record, i64 2)
  %function = inttoptr i64 %f to ptr
  %pieces = call i64 @word(ptr %record, i64 3)
  %count = call i64 @word(ptr %record, i64 4)
  store i64 %pieces, ptr %words
  br label %head
head:
  %i = phi i64 [0, %entry], [%i1, %put]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %body, label %go
body:
  %twice = shl i64 %i, 1
  %at = add i64 %twice, 5
  %slot = call i64 @word(ptr %record, i64 %at)
  %plain = icmp slt i64 %slot, 0
  br i1 %plain, label %number, label %array
number:
  %at1 = add i64 %at, 1
  %n = call i64 @word(ptr %record, i64 %at1)
  br label %put
array:
  %p = call ptr @address(ptr %record, i64 %at, ptr %pointers)
  %address = ptrtoint ptr %p to i64
  br label %put
put:
  %v = phi i64 [%n, %number], [%address, %array]
  %i1 = add i64 %i, 1
  %to = getelementptr i64, ptr %words, i64 %i1
  store i64 %v, ptr %to
  br label %head
go:
  %one = icmp sle i64 %pieces, 1
  br i1 %one, label %alone, label %many
alone:
  call void %function(ptr %words, i64 0)
  ret void
many:
  %run = load ptr, ptr %runtime
  %parallel = getelementptr i64, ptr %runtime, i64 STATE
  %state = load ptr, ptr %parallel
  call void %run(ptr %state, ptr %function, ptr %words, i64 %pieces)
  ret void
}

define internal void @product(ptr %record, ptr %pointers, ptr %runtime) {
  ; PRODUCT, length, double, transposes, m, n, k, lda, ldb, ldc, a, b and c with two words each,
  ; then three loops: a count and the bytes by which a, b and c move
entry:
  %double = call i64 @word(ptr %record, i64 2)
  %ta64 = call i64 @word(ptr %record, i64 3)
  %tb64 = call i64 @word(ptr %record, i64 4)
  %ta = trunc i64 %ta64 to i32
  %tb = trunc i64 %tb64 to i32
  INTEGERS
  %a0 = call ptr @address(ptr %record, i64 11, ptr %pointers)
  %b0 = call ptr @address(ptr %record, i64 13, ptr %pointers)
  %c0 = call ptr @address(ptr %record, i64 15, ptr %pointers)
  %which = add i64 %double, 1
  %p = getelementptr ptr, ptr %runtime, i64 %which
  %gemm = load ptr, ptr %p
  %is_double = icmp ne i64 %double, 0
  br label %head1
  LOOPS
end:
  ret void
}

define internal void @one_of(ptr %data, i64 %piece) {
  %first = load ptr, ptr %data
  %p1 = getelementptr ptr, ptr %data, i64 1
  %pointers = load ptr, ptr %p1
  %p2 = getelementptr ptr, ptr %data, i64 2
  %runtime = load ptr, ptr %p2
  %at = mul i64 %piece, LENGTH
  %record = getelementptr i64, ptr %first, i64 %at
  call void @product(ptr %record, ptr %pointers, ptr %runtime)
  ret void
}

define internal void @products(ptr %record, ptr %pointers, ptr %runtime) {
  ; PRODUCTS, length, count, then as many records of products, which run at once
  %data = alloca ptr, i64 3
  %first = getelementptr i64, ptr %record, i64 3
  store ptr %first, ptr %data
  %p1 = getelementptr ptr, ptr %data, i64 1
  store ptr %pointers, ptr %p1
  %p2 = getelementptr ptr, ptr %data, i64 2
  store ptr %runtime, ptr %p2
  %count = call i64 @word(ptr %record, i64 2)
  %run = load ptr, ptr %runtime
  %place = getelementptr i64, ptr %runtime, i64 STATE
  %state = load ptr, ptr %place
  call void %run(ptr %state, ptr @one_of, ptr %data, i64 %count)
  ret void
}

define void @sequence(ptr %program, ptr %pointers, ptr %runtime) {
entry:
  br label %next
next:
  %pc = phi i64 [0, %entry], [%after, %called], [%after, %multiplied], [%after, %together]
  %record = getelementptr i64, ptr %program, i64 %pc
  %kind = call i64 @word(ptr %record, i64 0)
  %length = call i64 @word(ptr %record, i64 1)
  %after = add i64 %pc, %length
  switch i64 %kind, label %end [
    i64 1, label %called
    i64 2, label %multiplied
    i64 3, label %together
  ]
called:
  call void @call(ptr %record, ptr %pointers, ptr %runtime)
  br label %next
multiplied:
  call void @product(ptr %record, ptr %pointers, ptr %runtime)
  br label %next
together:
  call void @products(ptr %record, ptr %pointers, ptr %runtime)
  br label %next
end:
  ret void
}
"""


def _sequence() -> str:
    """The text of `sequence`, with the loops and the integers of BLAS."""
    found = blas()
    integer = "i64" if found is None else found.integer
    reads = []
    for i, name in enumerate(("m", "n", "k", "lda", "ldb", "ldc")):
        reads.append(f"%{name}64 = call i64 @word(ptr %record, i64 {5 + i})")
        how = "add i64 0," if integer == "i64" else "trunc i64"
        tail = "" if integer == "i64" else " to i32"
        reads.append(f"%{name} = {how} %{name}64{tail}")
    loops = []
    for k in (1, 2, 3):
        at = 17 + 4 * (k - 1)
        before = "entry" if k == 1 else f"head{k - 1}"
        inner = f"head{k + 1}" if k < 3 else "work"
        exit_ = "end" if k == 1 else f"step{k - 1}"
        loops.append(f"head{k}:")
        loops.append(f"%i{k} = phi i64 [0, %{before}], [%n{k}, %step{k}]")
        for x in "abc":
            loops.append(f"%{x}{k} = phi ptr [%{x}{k - 1}, %{before}], [%{x}{k}n, %step{k}]")
        loops.append(f"%count{k} = call i64 @word(ptr %record, i64 {at})")
        loops.append(f"%go{k} = icmp slt i64 %i{k}, %count{k}")
        loops.append(f"br i1 %go{k}, label %{inner}, label %{exit_}")
    loops.append("work:\nbr i1 %is_double, label %double.work, label %single.work")
    for name, real in (("double", "double"), ("single", "float")):
        loops.append(
            f"{name}.work:\ncall void %gemm(i32 101, i32 %ta, i32 %tb, {integer} %m, {integer} %n, "
            f"{integer} %k, {real} 1.0, ptr %a3, {integer} %lda, ptr %b3, {integer} %ldb, "
            f"{real} 0.0, ptr %c3, {integer} %ldc)\nbr label %step3"
        )
    for k in (3, 2, 1):
        at = 17 + 4 * (k - 1)
        loops.append(f"step{k}:\n%n{k} = add i64 %i{k}, 1")
        for i, x in enumerate("abc"):
            loops.append(f"%{x}{k}s = call i64 @word(ptr %record, i64 {at + 1 + i})")
            loops.append(f"%{x}{k}n = getelementptr i8, ptr %{x}{k}, i64 %{x}{k}s")
        loops.append(f"br label %head{k}")
    text = _SEQUENCE.replace("INTEGERS", "\n  ".join(reads)).replace("LOOPS", "\n  ".join(loops))
    text = text.replace("LENGTH", str(PRODUCT_LENGTH)).replace("STATE", str(STATE))
    return text.replace("WORDS", str(MOST_WORDS + 1))


def _text() -> str:
    is_x86 = os.uname().machine in ("x86_64", "AMD64") if hasattr(os, "uname") else False
    pause = "call void @llvm.x86.sse2.pause()" if is_x86 else "fence seq_cst"
    declared = _POOL if is_x86 else _POOL.replace("declare void @llvm.x86.sse2.pause()", "")
    return _ENTER + _sequence() + declared.replace("PAUSE", pause)


@functools.cache
def layout_fits() -> bool:
    """Whether lists and arrays lie in memory as `enter` reads them."""
    if sys.implementation.name != "cpython" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    if getattr(sys, "_is_gil_enabled", lambda: True)() is False:
        return False
    a, b = np.zeros((3, 5), np.float32), np.zeros((4, 6), np.float64).T
    items: list[Any] = [a, b]

    def word(address: int) -> int:
        return ctypes.c_uint64.from_address(address).value

    table = word(id(items) + _LIST_ITEMS)
    for i, array in enumerate(items):
        if word(table + 8 * i) != id(array) or word(id(array) + _TYPE) != id(np.ndarray):
            return False
        if word(id(array) + _DATA) != array.ctypes.data:
            return False
        in_order = ctypes.c_int32.from_address(id(array) + _FLAGS).value & _IN_ORDER == _IN_ORDER
        if in_order != array.flags.c_contiguous:
            return False
    return True


class Runtime:
    """The table that programs get, and the threads that work for them."""

    def __init__(self, functions: Library) -> None:
        self._functions = functions
        enter = functions.address("enter")
        arguments = (ctypes.py_object, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)
        self.enter: Any = ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(enter)
        self.table = np.zeros(16, np.uint64)
        self.table[PARALLEL] = functions.address("parallel")
        self.table[ARRAY] = id(np.ndarray)
        found = blas()
        if found is not None:
            self.table[SINGLE], self.table[DOUBLE] = found.single, found.double
        self.address = self.table.ctypes.data
        self.begin()

    def begin(self) -> None:
        """Start threads for a new state: at first, and in the child of a fork."""
        self.state = np.zeros(_STATE_SIZE, np.uint64)
        self.table[STATE] = self.state.ctypes.data
        try:
            c = ctypes.CDLL(None)
            addresses = [ctypes.cast(getattr(c, f), ctypes.c_void_p).value or 0 for f in _PTHREAD]
            at = self.state.ctypes.data + 8 * _MUTEX
            c.pthread_mutex_init(ctypes.c_void_p(at), None)
            at = self.state.ctypes.data + 8 * _CONDITION
            c.pthread_cond_init(ctypes.c_void_p(at), None)
        except (OSError, AttributeError, TypeError):  # no such threads: programs work alone
            return
        self.state[_FUNCTIONS : _FUNCTIONS + len(addresses)] = addresses
        work = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self._functions.address("worker"))
        workers = min(pool._cpus(), pool.PIECES) - 1
        for i in range(workers):
            threading.Thread(
                target=work, args=(self.state.ctypes.data,), name=f"eagerflow-native-{i}",
                daemon=True,
            ).start()  # fmt: skip
        self.state[_WORKERS] = workers


_runtimes: list[Runtime] = []
_lock = threading.Lock()


def runtime() -> Runtime | None:
    """The one runtime of this process; None without LLVM, or on another kind of Python."""
    if _runtimes:
        return _runtimes[0]
    with _lock:
        if not _runtimes:
            text = _text()
            functions = library(text, lambda: text, whole=True) if layout_fits() else None
            if functions is None:
                return None
            _runtimes.append(Runtime(functions))
    return _runtimes[0]


def _renew() -> None:
    """In the child of a fork there are no threads."""
    global _lock
    _lock = threading.Lock()
    for r in _runtimes:
        r.begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
