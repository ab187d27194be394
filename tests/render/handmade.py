# ruff: noqa: E501 - texts of questions
"""A paper made by hand, like the one of a real exam: what the templates are given, without banks and solvers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from examgen.bank.model import Section
from examgen.papers.model import (
    Paper,
    PaperChoice,
    PaperCriterion,
    PaperFigure,
    PaperPart,
    PaperQuestion,
)
from examgen.text.expr import Expr
from examgen.text.place import Place

FILE = "banks/vir-2022/questions.yaml"

TOP = Place(FILE, 1, 1)


@dataclass(frozen=True)
class Text:
    source: str
    place: Place
    lines: tuple[Place, ...] = ()

    def line(self, number: int) -> Place:
        return self.lines[number] if 0 <= number < len(self.lines) else self.place


def text(source: str, line: int = 10, column: int = 7, file: str = FILE) -> Text:
    lines = tuple(Place(file, line + k, column) for k in range(source.count("\n") + 1))
    return Text(source, lines[0], lines)


def expr(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(expr, value))
    return Expr.of(Fraction(value)) if isinstance(value, (int, Fraction)) else value


@dataclass
class Line:
    step: str
    says: str
    formula: str
    numbers: str
    result: str
    value: object = None


@dataclass
class Made:
    """A question under construction."""

    id: str
    title: str
    stem: str
    figure: PaperFigure | None = None
    hint: str | None = None
    macros: str = ""
    parts: list[PaperPart] = field(default_factory=list)
    lines: Sequence[Line] = ()
    mistakes: Sequence[Any] = ()
    images: tuple[Path, ...] = ()
    folder: Path = Path("banks/vir-2022")
    place: Place = TOP
    bank: str = "vir-2022"

    def ask(
        self,
        name: str,
        ask: str,
        kind: str = "exact",
        points: Fraction | int = 1,
        *,
        room: int = 4,
        label: str = "",
        value: Any = None,
        hint: str | None = None,
        model: str | None = None,
        rubric: Sequence[tuple[Fraction | int, str]] = (),
        choices: Sequence[tuple[str, str]] = (),
        step: str | None = None,
        error: str | None = None,
        options: Mapping[str, object] | None = None,
        line: int | None = None,
    ) -> Made:
        line = line or 20 + 20 * len(self.parts)
        part = SimpleNamespace(
            id=name,
            kind=kind,
            ask=text(ask, line),
            hint=text(hint, line + 6) if hint else None,
            model=text(model, line + 9) if model else None,
            label=text(label, line + 5) if label else None,
            rubric=tuple(
                SimpleNamespace(points=Fraction(p), says=text(says, line + 12)) for p, says in rubric
            ),
            choices=tuple(
                SimpleNamespace(id=one, text=text(says, line + 13 + k))
                for k, (one, says) in enumerate(choices)
            ),
            items=(),
            notation={},
            step=step,
            options=options or {},
            room=room,
            also_published=(),
            spec=lambda decimal_comma=False: SimpleNamespace(
                kind=kind,
                options=options or {},
                choices=tuple(c for c, _ in choices),
                decimal_comma=decimal_comma,
                items=(),
            ),
        )
        letter = "abcdefghij"[len(self.parts)]
        self.parts.append(
            PaperPart(
                number=letter,
                label=letter,
                part=part,  # type: ignore[arg-type]
                points=Fraction(points),
                ask=ask,
                hint=hint,
                model=model,
                rubric=tuple(PaperCriterion(Fraction(p), says) for p, says in rubric),
                choices=tuple(
                    PaperChoice(letter, one, says)
                    for letter, (one, says) in zip("ABCDEFGH", choices, strict=False)
                ),
                solved=SimpleNamespace(id=name, value=expr(value), error=error),  # type: ignore[arg-type]
                answer_label=label or None,
            )
        )
        return self

    def numbered(self, number: int) -> PaperQuestion:
        from dataclasses import replace

        single = len(self.parts) == 1
        parts = tuple(replace(part, number=f"{number}{'' if single else part.number}") for part in self.parts)
        steps = {line.step: SimpleNamespace(tex=line.formula) for line in self.lines}
        order = [line.step for line in self.lines]
        question = SimpleNamespace(
            id=self.id,
            bank=self.bank,
            title=self.title,
            stem=text(self.stem, 10),
            hint=text(self.hint, 15) if self.hint else None,
            figure=SimpleNamespace(place=self.place) if self.figure else None,
            macros=self.macros,
            images=self.images,
            folder=self.folder,
            place=self.place,
            derivation=SimpleNamespace(
                steps=steps,
                ancestors=lambda step: (
                    frozenset(order[: order.index(step)]) if step in order else frozenset()
                ),
            ),
        )
        solved = SimpleNamespace(lines=tuple(self.lines), mistakes=tuple(self.mistakes), parameters={})
        return PaperQuestion(
            number=number,
            question=question,  # type: ignore[arg-type]
            instance=SimpleNamespace(solved=solved, identity=self.id),  # type: ignore[arg-type]
            stem=self.stem,
            hint=self.hint,
            figure=self.figure,
            parts=parts,
            section=Section("", None, ()),
        )


def mistake(name: str, says: str, credit: Fraction | int, **values: Any) -> Any:
    return SimpleNamespace(
        id=name,
        says=says,
        credit=Fraction(credit),
        values={part.replace("_", "-"): expr(v) for part, v in values.items()},
    )


def exam(**changes: Any) -> Any:
    plain = {
        "id": "vir-2022",
        "title": "Final exam",
        "subtitle": "Summer term 2022",
        "course": "Vision for Robotics (VIR)",
        "institution": "Sample University, Faculty of Electrical Engineering",
        "logo": None,
        "date": "14 June 2022",
        "duration": "90 min",
        "aids": ("one handwritten sheet A4", "pocket calculator"),
        "language": "en",
        "rules": (
            text(
                "Write your name and your number on the first page before you start.",
                3,
                file="banks/vir-2022/exam.yaml",
            ),
            text(
                "Show your working in the room below each question; the answer itself belongs into the box.",
                4,
                file="banks/vir-2022/exam.yaml",
            ),
            text(
                "Answers outside the boxes are looked at only where a box points to them.",
                5,
                file="banks/vir-2022/exam.yaml",
            ),
        ),
        "follow_through": Fraction(1),
        "paper": "a4",
        "place": Place("banks/vir-2022/exam.yaml", 1, 1),
    }
    return SimpleNamespace(**(plain | changes))


def batchnorm() -> Made:
    made = Made(
        "batchnorm-jacobian",
        "Batch normalisation and its Jacobian",
        "A mini-batch of four scalar samples, $x_1 = 2$, $x_2 = 4$, $x_3 = -1$, $x_4 = 7$, enters a batch-normalisation layer with scale\n"
        "$\\gamma = 6$, shift $\\beta = -1$ and $\\varepsilon = 0$. The layer works as in the box below; its variance\n"
        "divides by the number $m$ of samples.",
        figure=PaperFigure("algorithm_box", {"algorithm": "batch-norm"}),
        lines=(
            Line("mean", "mean of the batch", r"\mu = \frac1m \sum_i x_i", r"\frac{2+4+(-1)+7}{4}", "3"),
            Line(
                "variance",
                "biased variance (divisor m)",
                r"\sigma^2 = \frac1m \sum_i (x_i - \mu)^2",
                r"\frac{(2-3)^2+(4-3)^2+(-1-3)^2+(7-3)^2}{4}",
                r"\frac{17}{2}",
            ),
            Line(
                "normalized",
                "normalised samples",
                r"\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2+\varepsilon}}",
                r"\left[\frac{2-3}{\sqrt{\frac{17}{2}+0}},\frac{4-3}{\sqrt{\frac{17}{2}+0}},\frac{-1-3}{\sqrt{\frac{17}{2}+0}},\frac{7-3}{\sqrt{\frac{17}{2}+0}}\right]",
                r"\left[-\frac{\sqrt{34}}{17},\frac{\sqrt{34}}{17},-\frac{4\sqrt{34}}{17},\frac{4\sqrt{34}}{17}\right]",
            ),
            Line(
                "jacobian",
                "the outputs are linear in both parameters: normalised batch and ones",
                r"J = \begin{bmatrix} \hat x_i & 1 \end{bmatrix}",
                "",
                r"\begin{pmatrix}-\frac{\sqrt{34}}{17}&1\\ \frac{\sqrt{34}}{17}&1\\ -\frac{4\sqrt{34}}{17}&1\\ \frac{4\sqrt{34}}{17}&1\end{pmatrix}",
            ),
        ),
        mistakes=(
            mistake("unbiased", "divided by m - 1 instead of m", Fraction(1, 2), jacobian=[[-1, 1], [1, 1]]),
            mistake("swapped", "exchanged the columns", Fraction(1, 2), jacobian=[[1, -1], [1, 1]]),
            mistake(
                "gamma",
                "kept the factor gamma in the derivative of y_i with respect to gamma",
                Fraction(1, 4),
                jacobian=[[-6, 1], [6, 1]],
            ),
        ),
    )
    made.ask(
        "jacobian",
        "Write down the Jacobian of the layer's $4$ outputs with respect to its two learnable parameters: one row for each\n"
        "output $y_1, \\dots, y_4$, first column for $\\gamma$, second column for $\\beta$.",
        "matrix",
        3,
        room=9,
        label="$J =$",
        value=[[-1, 1], [1, 1], [-4, 1], [4, 1]],
        hint="For this batch the output of the layer is a vector with four entries.",
        step="jacobian",
    )
    made.ask(
        "why-batch",
        "Why is a batch that holds only one sample of no use to this layer?",
        "text",
        2,
        model="With a single sample the batch mean is that sample and the variance is zero, so the normalised value is $0$ and the output is\n"
        "$\\beta$, whatever the input was. Nothing about the input gets through and $\\gamma$ receives a zero gradient.",
        rubric=(
            (1, "the output equals the shift whatever the input is"),
            (1, "the scale gets no gradient or nothing can be learned from the input"),
        ),
    )
    made.ask(
        "consequence",
        "What follows for a layer that is trained on batches of one sample?",
        "choice",
        1,
        room=0,
        value="ignores-input",
        choices=(
            ("variance-explodes", "The estimate of the variance grows without bound."),
            (
                "ignores-input",
                r"The output no longer depends on the input, and $\gamma$ receives a zero gradient, so that the layer has nothing to learn from and nothing to say about what went in.",
            ),
            ("identity", "The layer passes its input on unchanged."),
            ("doubles", "All gradients become twice as large."),
        ),
    )
    made.ask(
        "benefits",
        "Which of these are benefits of batch normalisation?",
        "multi-choice",
        2,
        room=0,
        value=("A", "B", "C"),
        choices=(
            ("A", "Larger learning rates can be used."),
            ("E", "The network needs no activation functions any more."),
            ("B", "Training depends less on the initial weights."),
            ("C", "The statistics of each batch add a little noise, which regularises."),
            ("F", "While training, an output does not depend on the other samples of the batch."),
        ),
    )
    return made


def recurrent() -> Made:
    made = Made(
        "rnn-last-state-gradient",
        "Backpropagation through time",
        "A recurrent network has a scalar state, one weight $\\theta$ and the cell\n"
        "\\[ z_t = \\theta\\, z_{t-1} + x_t . \\]\n"
        "It starts from $z_0 = 1$ with $\\theta = 2$ and reads the sequence $x_1 = 1$, $x_2 = -1$. Only the last state is\n"
        "compared with a target: the loss is the squared distance $\\loss = (z_2 - y)^2$ with $y = 0$ (no factor $\\tfrac12$).",
        macros="\\providecommand{\\loss}{\\mathcal{L}}\n",
        figure=PaperFigure(
            "unrolled_rnn",
            {"weight": r"\theta", "start": expr(1), "inputs": expr([1, -1]), "targets": expr([0])},
        ),
        lines=(
            Line(
                "states",
                "states of the unrolled network",
                r"z_t = \theta z_{t-1} + x_t",
                r"\left[2\cdot 1+1, 2\cdot 3-1\right]",
                "[3, 5]",
            ),
            Line("residual", "", r"z_2 - y", "5-0", "5"),
            Line(
                "sensitivities",
                "derivatives of the states",
                r"\frac{\mathrm{d} z_t}{\mathrm{d}\theta} = z_{t-1} + \theta\frac{\mathrm{d} z_{t-1}}{\mathrm{d}\theta}",
                r"\left[1+2\cdot 0, 3+2\cdot 1\right]",
                "[1, 5]",
            ),
            Line(
                "gradient",
                "chain rule",
                r"\frac{\partial L}{\partial\theta} = 2(z_2-y)\frac{\mathrm{d} z_2}{\mathrm{d}\theta}",
                r"2\cdot 5\cdot 5",
                "50",
            ),
        ),
        mistakes=(
            mistake("half", "lost the factor 2 of the square", Fraction(1, 2), gradient=25),
            mistake("one-step", "went back one step only", Fraction(1, 4), gradient=30),
        ),
    )
    return made.ask(
        "gradient",
        "Find the derivative of the loss with respect to $\\theta$ at these values.",
        points=4,
        room=12,
        label="$\\dfrac{\\partial\\loss}{\\partial\\theta} =$",
        value=50,
        hint="Unrolled in time, this is an ordinary feed-forward network in which the same weight appears two times.",
        step="gradient",
    )


def policy() -> Made:
    made = Made(
        "a2c-policy-gradient",
        "Advantage and policy gradient of a logistic policy",
        "In state $\\mathbf{x}$ a stochastic policy chooses between two actions with the probabilities\n"
        "\\[ \\pi_\\theta(\\mathbf{u} \\mid \\mathbf{x}) = \\begin{cases} \\sigma(\\theta\\mathbf{x} + 1) & \\text{for } \\mathbf{u} = 1,\\\\\n"
        "1 - \\sigma(\\theta\\mathbf{x} + 1) & \\text{for } \\mathbf{u} = 2, \\end{cases} \\qquad \\theta = -1, \\]\n"
        "where $\\sigma(z) = 1/(1 + \\mathrm{e}^{-z})$. The policy acts only once, in the state $\\mathbf{x} = 1$: action 1 leads to the\n"
        "trajectory $\\tau_1$ with return $r(\\tau_1) = 6$, action 2 to $\\tau_2$ with return $r(\\tau_2) = -2$.\n"
        "The observed trajectory starts with action $\\mathbf{u}_1 = 1$.",
        figure=PaperFigure("action_tree", {"state": expr(1), "returns": expr([6, -2]), "taken": expr(1)}),
        lines=(
            Line(
                "probability",
                "probability of action 1",
                r"p = \sigma(\theta x + b)",
                r"\sigma(-1\cdot 1+1)",
                r"\frac12",
            ),
            Line(
                "value",
                "expected return",
                r"V = p\, r_1 + (1-p)\, r_2",
                r"\frac12\cdot 6+\left(1-\frac12\right)\cdot(-2)",
                "2",
            ),
            Line("advantage_u1", "", r"A(u=1) = r_1 - V", "6-2", "4"),
            Line("advantage_u2", "", r"A(u=2) = r_2 - V", "-2-2", "-4"),
            Line(
                "policy_gradient",
                "score times advantage",
                r"g = (1-p)\,x\,A(u=1)",
                r"\left(1-\frac12\right)\cdot 1\cdot 4",
                "2",
            ),
        ),
        mistakes=(
            mistake(
                "mean", "took the plain mean of the returns", Fraction(1, 2), advantage_u1=5, advantage_u2=-5
            ),
            mistake("unseen", "swapped what is equal", Fraction(1, 2), advantage_u1=4, advantage_u2=-4),
        ),
    )
    made.ask(
        "advantage-u1",
        "Find the advantage of action 1 in this state: its return minus the return that the policy expects there.",
        label=r"$A(\mathbf{u} = 1, \mathbf{x} = 1) =$",
        value=4,
        step="advantage_u1",
    )
    made.ask(
        "advantage-u2",
        "Find the advantage of action 2 likewise.",
        label=r"$A(\mathbf{u} = 2, \mathbf{x} = 1) =$",
        value=-4,
        step="advantage_u2",
        room=3,
    )
    made.ask(
        "policy-gradient",
        "Estimate the actor-critic policy gradient from the one observed action $\\mathbf{u}_1 = 1$: the derivative of the logarithm of\nits probability with respect to $\\theta$, times its advantage.",
        points=2,
        room=6,
        label=r"$\left.\dfrac{\partial \log \pi_\theta(\mathbf{u} \mid \mathbf{x})}{\partial\theta}\right|_{\mathbf{u} = \mathbf{u}_1} \cdot A(\mathbf{u}_1, \mathbf{x}) =$",
        value=2,
        step="policy_gradient",
    )
    made.ask(
        "graph-order",
        "Put the steps of one actor-critic update into order.",
        "order",
        Fraction(3, 2),
        room=0,
        value=("a", "b", "c", "d"),
        choices=(
            ("c", "take the gradient of the log-probability"),
            ("a", "observe state, action and return"),
            ("d", "move the parameters"),
            ("b", "subtract the baseline from the return"),
        ),
    )
    made.ask(
        "why-plus-log",
        "Losses usually contain minus the logarithm of a probability. Why does the policy step follow plus the logarithm?",
        "text",
        1,
        room=3,
        model="Here an expected return is made as large as possible, by gradient ascent; a negative log-likelihood is a loss that is made small by descent.",
        rubric=((Fraction(1, 2), "ascent on a return"), (Fraction(1, 2), "as against descent on a loss")),
    )
    return made


def descent() -> Made:
    made = Made(
        "gd-quadratic-stability",
        "Step sizes of gradient descent",
        "Gradient descent with a constant step $\\alpha > 0$ is run on the function\n"
        "\\[ f(w) = 3w^2 - 1, \\qquad w^{k} = w^{k-1} - \\alpha \\left.\\frac{\\partial f(w)}{\\partial w}\\right|_{w = w^{k-1}} , \\]\n"
        "with a scalar weight $w \\in \\mathbb{R}$. The first three sets asked for divide all the steps $\\alpha > 0$ among them.",
    )
    made.ask(
        "converge",
        "For which steps does it \\emph{converge} to the minimiser from every start, however slowly?",
        "interval",
        2,
        room=5,
        label=r"$\alpha_{\text{converge}} \in$",
        value=7,
    )
    made.ask(
        "oscillate",
        "For which steps does it \\emph{oscillate} for ever, that is, neither converge nor grow without bound?",
        "interval",
        1,
        room=2,
        label=r"$\alpha_{\text{oscillate}} \in$",
        value=7,
    )
    made.ask(
        "diverge",
        "For which steps does it \\emph{diverge}, that is, grow without bound?",
        "interval",
        1,
        room=2,
        label=r"$\alpha_{\text{diverge}} \in$",
        value=7,
    )
    made.ask(
        "best",
        "Which step $\\alpha^*$ converges fastest, whatever the start $w^0$?",
        points=2,
        room=3,
        label=r"$\alpha^* =$",
        value=Fraction(1, 6),
    )
    made.ask(
        "abs-subsets",
        "Are there such sets of steps for $f(w) = |w|$ as well? Give them, or explain why there are none.",
        "text",
        3,
        room=5,
        model="The slope of $|w|$ is $\\pm 1$ and does not shrink near the minimum, so each step moves $w$ by exactly $\\alpha$.",
        rubric=((1, "the slope does not shrink near the minimum"), (2, "so no step converges")),
    )
    return made


def paper(*made: Made, name: str = "A", **changes: Any) -> Paper:
    questions = made or (batchnorm(), recurrent(), policy(), descent())
    return Paper(exam(**changes), name, tuple(one.numbered(k) for k, one in enumerate(questions, 1)))
