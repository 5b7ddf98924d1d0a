"""What is halved at every step is soon nothing; what is kept is not.

Twelve steps, two numbers:

    h[t] = w * h[t-1]

With w = 1/2 little is left, with w = 1 all of it. No training here: this file is for the tests of the screens.
"""

CLAIMS = {
    "half": (0, 0.001, "what half of h[t-1] leaves after twelve steps"),
    "whole": (1, 1, "what the whole of h[t-1] leaves"),
}
KNOBS = {
    "half": (0.5, 0.9, "a milder loss: how much is left after twelve steps?"),
    "steps": (12, 3, "fewer steps"),
}
PAPER = "Zeno of Elea, the dichotomy (about 450 BC)"


def measure(lab):
    steps = lab.knob("steps")
    left = {"half": [lab.knob("half") ** t for t in range(steps + 1)], "whole": [1.0] * (steps + 1)}
    for _ in lab.track(lab.seeds, "halving"):
        pass
    lab.lines("What is left of h[0] (log scale)", left, x="step", log=True)
    lab.bars(
        "After the last step", {name: values[-1] for name, values in left.items()}, mark=(0.5, "half of it")
    )
    lab.heatmap("Which step feels h[0]", [values[1:7] for values in left.values()], list(left), range(1, 7))
    half, whole = (left[name][-1] for name in ("half", "whole"))
    lab.reading(f"After {steps} steps half leaves {half:.2g} of h[0], the whole leaves {whole:g}.")
    return {"half": half, "whole": whole}
