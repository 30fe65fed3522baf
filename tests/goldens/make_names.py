"""Writes names.json: what TensorFlow calls variables, operations and scopes in small programs.

Run with an interpreter that has TensorFlow:  python tests/goldens/make_names.py

Each program sees `tf` (the names of TensorFlow 1.x), `zeros` (an initializer) and `log`, which
takes names. It runs in a new graph. Programs whose first line is `# graph` use what only graphs
have: names of operations, and name scopes that get a number when they are opened again.
"""

import json
from pathlib import Path

PROGRAMS = {
    "a variable": """
log(tf.Variable(1., name="w").name, tf.Variable(1.).name)
""",
    "two variables of one name": """
log(tf.Variable(1., name="w").name, tf.Variable(1., name="w").name, tf.Variable(1., name="W").name)
""",
    "default names": """
log(*[tf.Variable(1.).name for _ in range(3)])
""",
    "a name with a slash": """
for name in ("a/b", "a/b", "a"):
    log(tf.Variable(1., name=name).name)
""",
    "get_variable": """
for name in ("w", "a/b"):
    log(tf.get_variable(name, [1], initializer=zeros).name)
""",
    "a name scope changes Variable but not get_variable": """
with tf.name_scope("ns") as s:
    log(s, tf.Variable(1., name="b").name, tf.get_variable("a", [1], initializer=zeros).name)
""",
    "a variable scope changes both": """
with tf.variable_scope("vs") as s:
    log(s.name, s.original_name_scope)
    log(tf.Variable(1., name="b").name, tf.get_variable("a", [1], initializer=zeros).name)
""",
    "name scope around variable scope": """
with tf.name_scope("ns"):
    with tf.variable_scope("vs") as s:
        log(s.name, s.original_name_scope)
        log(tf.Variable(1., name="b").name, tf.get_variable("a", [1], initializer=zeros).name)
""",
    "variable scope around name scope": """
with tf.variable_scope("vs"):
    with tf.name_scope("ns") as s:
        log(s, tf.Variable(1., name="b").name, tf.get_variable("a", [1], initializer=zeros).name)
""",
    "variable scopes in each other": """
with tf.variable_scope("a"):
    with tf.variable_scope("b"):
        with tf.variable_scope("c") as s:
            log(s.name, s.original_name_scope, tf.get_variable("w", [1], initializer=zeros).name)
        log(tf.get_variable("w", [1], initializer=zeros).name, tf.get_variable_scope().name)
    log(tf.get_variable("w", [1], initializer=zeros).name, tf.get_variable_scope().name)
log(tf.get_variable("w", [1], initializer=zeros).name, tf.get_variable_scope().name)
""",
    "a variable scope with slashes": """
with tf.variable_scope("a/b/c") as s:
    log(s.name, s.original_name_scope, tf.get_variable("w", [1], initializer=zeros).name)
""",
    "a name scope opened twice": """# graph
for _ in range(3):
    with tf.name_scope("ns") as s:
        log(s, tf.Variable(1., name="b").name)
""",
    "a name scope opened twice inside another": """# graph
for _ in range(2):
    with tf.name_scope("a") as s:
        for _ in range(2):
            with tf.name_scope("b") as t:
                log(s, t, tf.Variable(1., name="w").name)
""",
    "a name scope opened again by its full name": """
with tf.name_scope("ns") as s:
    log(tf.Variable(1., name="a").name)
with tf.name_scope(s) as t:
    log(t, tf.Variable(1., name="b").name)
with tf.name_scope("other"):
    with tf.name_scope(s) as t:
        log(t, tf.Variable(1., name="c").name)
""",
    "name scopes that lead to the root": """
with tf.name_scope("ns"):
    with tf.name_scope(None) as s:
        log(s, tf.Variable(1., name="a").name)
    with tf.name_scope("") as s:
        log(s, tf.Variable(1., name="b").name)
    log(tf.Variable(1., name="c").name)
""",
    "name and default name of a name scope": """# graph
with tf.name_scope("given", "default") as s:
    log(s)
with tf.name_scope(None, "default") as s:
    log(s)
with tf.name_scope(None, "default", [1]) as s:
    log(s)
""",
    "a name scope object opened again": """# graph
ns = tf.name_scope("ns")
with ns as s:
    log(s)
with ns as s:
    log(s, ns.name)
""",
    "scopes and operations of one name": """# graph
with tf.name_scope("x"):
    c = tf.constant(1., name="c")
    log(c.name, tf.constant(1., name="c").name)
log(tf.constant(1., name="x").name, tf.Variable(1., name="x").name)
log(tf.constant(1., name="x/c").name)
""",
    "operators in scopes": """# graph
with tf.name_scope("ns"):
    with tf.variable_scope("vs"):
        a = tf.get_variable("a", initializer=1.)
        b = tf.Variable(1., name="b")
        log(a.name, b.name, (a + b).name, (a * 2.).name, (a + b).name)
log((a + b).name, (1. - a).name)
""",
    "a variable scope opened twice": """# graph
for i in range(3):
    with tf.variable_scope("vs", reuse=tf.AUTO_REUSE) as s:
        v = tf.get_variable("a", [1], initializer=zeros)
        log(s.name, s.original_name_scope, v.name, tf.Variable(1., name="b").name, (v + 1.).name)
""",
    "a variable scope opened twice, in every mode": """
for i in range(3):
    with tf.variable_scope("vs", reuse=tf.AUTO_REUSE) as s:
        log(s.name, tf.get_variable("a", [1], initializer=zeros).name)
        with tf.variable_scope("deep") as t:
            log(t.name, tf.get_variable("a", [1], initializer=zeros).name, t.reuse is tf.AUTO_REUSE)
""",
    "a variable scope opened again by its object": """# graph
with tf.variable_scope("vs") as s:
    log(tf.get_variable("a", [1], initializer=zeros).name)
with tf.variable_scope(s, reuse=True) as t:
    log(t.name, t.original_name_scope, tf.get_variable("a").name, tf.constant(1., name="c").name)
with tf.variable_scope("other"):
    with tf.variable_scope(s, reuse=True) as t:
        log(t.name, t.original_name_scope, tf.get_variable("a").name)
        log(tf.constant(1., name="c").name)
        with tf.variable_scope("in") as u:
            log(u.name, u.original_name_scope, tf.constant(1., name="c").name)
""",
    "a deep variable scope opened again by its object": """# graph
with tf.variable_scope("a"):
    with tf.variable_scope("b") as s:
        log(tf.get_variable("w", [1], initializer=zeros).name)
with tf.variable_scope(s, reuse=True) as t:
    log(t.name, t.original_name_scope, tf.get_variable("w").name, tf.constant(1., name="c").name)
with tf.variable_scope(s, reuse=True):
    log(tf.constant(1., name="c").name)
""",
    "an object opened in every mode": """
with tf.variable_scope("a"):
    with tf.variable_scope("b") as s:
        log(tf.get_variable("w", [1], initializer=zeros).name)
with tf.variable_scope("x"):
    with tf.variable_scope(s, reuse=True) as t:
        log(t.name, t.original_name_scope, tf.get_variable("w").name)
        with tf.variable_scope("y", reuse=tf.AUTO_REUSE) as u:
            log(u.name, tf.get_variable("w", [1], initializer=zeros).name)
    log(tf.get_variable_scope().name)
""",
    "an object opened without a name scope": """# graph
with tf.variable_scope("a") as s:
    pass
with tf.name_scope("ns"):
    with tf.variable_scope(s, auxiliary_name_scope=False) as t:
        log(t.name, t.original_name_scope, tf.constant(1., name="c").name)
        log(tf.get_variable("w", [1], initializer=zeros).name)
    with tf.variable_scope("b", auxiliary_name_scope=False) as t:
        log(t.name, t.original_name_scope, tf.constant(1., name="c").name)
with tf.variable_scope("b", auxiliary_name_scope=False) as t:
    log(t.name, t.original_name_scope, tf.constant(1., name="c").name)
with tf.variable_scope(s, auxiliary_name_scope=False):
    with tf.name_scope(s.original_name_scope):
        log(tf.constant(1., name="c").name)
""",
    "the root scope opened by its object": """
root = tf.get_variable_scope()
with tf.variable_scope("a"):
    with tf.variable_scope(root) as r:
        log(r.name, r.original_name_scope, tf.get_variable("w", [1], initializer=zeros).name)
with tf.variable_scope(tf.get_variable_scope(), reuse=True):
    log(tf.get_variable("w").name)
""",
    "an empty name": """
with tf.variable_scope("a"):
    with tf.variable_scope("") as s:
        log(s.name, s.original_name_scope, tf.get_variable("w", [1], initializer=zeros).name)
with tf.variable_scope("") as s:
    log(s.name, s.original_name_scope, tf.get_variable("w", [1], initializer=zeros).name)
""",
    "default names of variable scopes": """
for _ in range(3):
    with tf.variable_scope(None, default_name="dense") as s:
        log(s.name, tf.get_variable("w", [1], initializer=zeros).name)
""",
    "default names with operations": """# graph
for _ in range(2):
    with tf.variable_scope(None, default_name="dense") as s:
        w = tf.get_variable("w", [1], initializer=zeros)
        log(s.name, s.original_name_scope, w.name, (w + 1.).name, tf.Variable(1., name="b").name)
""",
    "a default name that was given as a name": """
with tf.variable_scope("dense"):
    pass
with tf.variable_scope(None, "dense") as s:
    log(s.name)
with tf.variable_scope("dense_2"):
    pass
for _ in range(3):
    with tf.variable_scope(None, "dense") as s:
        log(s.name)
""",
    "default names inside a scope": """
for _ in range(2):
    with tf.variable_scope("net"):
        for _ in range(2):
            with tf.variable_scope(None, default_name="dense") as s:
                log(s.name)
""",
    "default names inside a scope that is reused": """
def net(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        for i in range(2):
            with tf.variable_scope(None, default_name="dense"):
                log(tf.get_variable("w", [1], initializer=zeros).name)
net(1)
net(2)
with tf.variable_scope("outer"):
    net(3)
""",
    "default names inside a scope opened by its object": """
with tf.variable_scope("net") as s:
    with tf.variable_scope(None, default_name="dense") as d:
        log(d.name)
for _ in range(2):
    with tf.variable_scope(s):
        for _ in range(2):
            with tf.variable_scope(None, default_name="dense") as d:
                log(d.name)
with tf.variable_scope("net"):
    with tf.variable_scope(None, default_name="dense") as d:
        log(d.name)
""",
    "default names at two levels": """
for _ in range(2):
    with tf.variable_scope(None, "block") as b:
        for _ in range(2):
            with tf.variable_scope(None, "conv") as c:
                log(b.name, c.name)
""",
    "a name scope does not count for default names": """
with tf.name_scope("dense"):
    with tf.variable_scope(None, "dense") as s:
        log(s.name, tf.get_variable("w", [1], initializer=zeros).name)
with tf.variable_scope(None, "dense") as s:
    log(s.name)
""",
    "one context manager opened twice": """# graph
vs = tf.variable_scope("vs", reuse=tf.AUTO_REUSE)
for _ in range(2):
    with vs as s:
        log(s.name, s.original_name_scope, tf.get_variable("a", [1], initializer=zeros).name)
        log(tf.constant(1., name="c").name)
dense = tf.variable_scope(None, "dense")
for _ in range(2):
    with dense as s:
        log(s.name, s.original_name_scope, tf.constant(1., name="c").name)
""",
    "variable_op_scope": """
with tf.variable_op_scope([], "a", "b") as s:
    log(s.name)
with tf.variable_op_scope([], None, "b") as s:
    log(s.name, tf.get_variable("w", [1], initializer=zeros).name)
""",
    "Variable takes a name before get_variable": """
log(tf.Variable(1., name="a").name, tf.get_variable("a", [1], initializer=zeros).name)
log(tf.get_variable("b", [1], initializer=zeros).name, tf.Variable(1., name="b").name)
with tf.variable_scope("", reuse=True):
    log(tf.get_variable("a").name)
""",
    "the scope of reuse_variables": """
with tf.variable_scope("a") as s:
    log(tf.get_variable("w", [1], initializer=zeros).name, str(bool(s.reuse)))
    s.reuse_variables()
    log(tf.get_variable("w").name, str(s.reuse))
    with tf.variable_scope("b") as t:
        log(str(t.reuse))
with tf.variable_scope("a") as s:
    log(str(bool(s.reuse)))
tf.get_variable_scope().reuse_variables()
with tf.variable_scope("a") as s:
    log(tf.get_variable("w").name, str(s.reuse))
""",
    "reuse is inherited and can not be undone": """
with tf.variable_scope("a", reuse=True):
    with tf.variable_scope("b", reuse=False) as s:
        log(str(s.reuse))
    with tf.variable_scope("c", reuse=tf.AUTO_REUSE) as s:
        log(str(s.reuse is tf.AUTO_REUSE))
with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
    with tf.variable_scope("b", reuse=True) as s:
        log(str(s.reuse))
    with tf.variable_scope("c") as s:
        log(str(s.reuse is tf.AUTO_REUSE))
""",
    "custom getters": """
def short(getter, name, *args, **kwargs):
    return getter(name + "_short", *args, **kwargs)
def front(getter, name, *args, **kwargs):
    return getter("front/" + name, *args, **kwargs)
with tf.variable_scope("a", custom_getter=short):
    log(tf.get_variable("w", [1], initializer=zeros).name)
    with tf.variable_scope("b", custom_getter=front):
        log(tf.get_variable("w", [1], initializer=zeros).name)
    with tf.variable_scope("c"):
        log(tf.get_variable("w", [1], initializer=zeros).name)
log(tf.get_variable("w", [1], initializer=zeros, custom_getter=front).name)
""",
    "collections": """
with tf.variable_scope("a"):
    tf.get_variable("x", [1], initializer=zeros)
    tf.get_variable("y", [1], initializer=zeros, trainable=False)
    tf.Variable(1., name="z", collections=["mine"])
    with tf.variable_scope("b") as s:
        local = [tf.GraphKeys.LOCAL_VARIABLES]
        tf.get_variable("l", [1], initializer=zeros, collections=local, trainable=False)
        tf.get_variable("w", [1], initializer=zeros)
log(*[v.name for v in tf.global_variables()])
log(*[v.name for v in tf.trainable_variables()])
log(*[v.name for v in tf.local_variables()])
log(*[v.name for v in tf.get_collection("mine")])
log(*[v.name for v in tf.trainable_variables("a/b")])
log(*[v.name for v in tf.global_variables("b")])
log(*[v.name for v in tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="a/[xw]")])
log(*[v.name for v in s.global_variables()], *[v.name for v in s.local_variables()])
""",
    "the parts of a variable": """# graph
with tf.variable_scope("vs"):
    v = tf.Variable(1., name="v")
    w = tf.get_variable("w", initializer=tf.zeros_initializer(), shape=[1])
log(v.op.name, v.initializer.name, v.initial_value.name, v.op.type, v.initializer.type)
log(w.op.name, w.initializer.name)
log(*[o.name for o in tf.get_default_graph().get_operations() if "Initializer" not in o.name])
""",
    "reads and assignments": """# graph
v = tf.Variable(1., name="v")
log(v.assign(2.).op.name, v.assign_add(2.).op.name, v.assign(2., name="mine").op.name)
with tf.name_scope("ns"):
    log(v.assign(2., read_value=False).name, v.read_value().op.type, tf.assign_sub(v, 1.).op.name)
""",
    "initializers": """# graph
v = tf.Variable(1., name="v")
log(tf.global_variables_initializer().name, tf.global_variables_initializer().name)
log(tf.variables_initializer([v], name="mine").name, tf.local_variables_initializer().name)
""",
    "regularizers": """# graph
def l2(w):
    return w * 2.
with tf.variable_scope("a", regularizer=l2):
    tf.get_variable("w", [1], initializer=zeros)
    tf.get_variable("v", [1], initializer=zeros, regularizer=tf.no_regularizer)
log(*[x.name for x in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)])
log(str(len(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES, "a"))))
""",
    "slots of optimizers": """# graph
w = tf.get_variable("w", [1], initializer=zeros)
with tf.variable_scope("s"):
    b = tf.get_variable("b", [1], initializer=zeros)
for make in (
    lambda: tf.train.GradientDescentOptimizer(0.1),
    lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    lambda: tf.train.AdamOptimizer(0.1),
):
    for _ in range(2):
        opt = make()
        train = opt.minimize(w * b)
        log(train.name, opt.get_name(), *opt.get_slot_names(), *[v.name for v in opt.variables()])
        log(*[opt.get_slot(b, slot).name for slot in opt.get_slot_names()])
log(*[v.name for v in tf.global_variables()], *[v.name for v in tf.trainable_variables()])
""",
    "optimizers in scopes, with names and a global step": """# graph
w = tf.get_variable("w", [1], initializer=zeros)
step = tf.Variable(0, name="step", trainable=False)
with tf.variable_scope("train"):
    opt = tf.train.AdamOptimizer(0.1)
    log(opt.minimize(w * 2., global_step=step).name, *[v.name for v in opt.variables()])
with tf.name_scope("ns"):
    opt = tf.train.AdamOptimizer(0.1)
    log(opt.minimize(w * 2., name="mine").name, *[v.name for v in opt.variables()])
opt = tf.train.MomentumOptimizer(0.1, 0.9, name="Other")
log(opt.minimize(w * 2., global_step=step).name, *[v.name for v in opt.variables()])
log(*[o.name for o in tf.get_collection(tf.GraphKeys.TRAIN_OP)])
""",
}


def main() -> None:
    import tensorflow

    tf = tensorflow.compat.v1
    found = {}
    for title, program in PROGRAMS.items():
        names = []
        with tf.Graph().as_default():
            zeros = tf.zeros_initializer()
            exec(program, {"tf": tf, "log": lambda *items: names.extend(items), "zeros": zeros})  # noqa: B023
        found[title] = {"program": program.splitlines(), "names": names}
    path = Path(__file__).with_name("names.json")
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} programs, {sum(len(f['names']) for f in found.values())} names: {path}")


if __name__ == "__main__":
    main()
