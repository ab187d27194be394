"""How people write symbols that have numbers and subscripts."""

from __future__ import annotations

import time

import pytest

from examgen.text.lower import to_expr, to_vector
from examgen.text.parser import parse
from examgen.text.syntax import Unreadable

BACKPROP = (
    *("delta4", "H2_i", "H1_j", "dsigma2_i", "dsigma1_1", "W2_11", "W2_12", "W3_i", "x_j"),
    *("delta3_1", "delta3_i", "delta2_i"),
)
OTHERS = (
    "norm_u",
    "G_re",
    "G_im",
    "eps",
    "eta",
    "n_in",
    "n_out",
    "sigma_w",
    "mu_w",
    "lam",
    "theta",
    "dH",
    "d",
)
BATCH = ("x", "mu", "var", "eps", "gamma", "beta")


def read(text: str, symbols: tuple[str, ...]) -> str:
    return str(to_expr(parse(text, symbols=symbols), symbols=symbols))


SPELT = {
    "delta4": ["δ4", "δ₄", "δ_4", "delta_4", "\\delta_4", "\\delta_{4}", "\\delta^{(4)}", "δ^(4)"],
    "H2_i": ["H_{2,i}", "H_2i", "H2i", "H^{(2)}_i", "H_i^{(2)}", "H_{2}_{i}", "H_2_i", "H2_{i}"],
    "W2_11": [
        "W2_{11}",
        "W_{2,11}",
        "W_2_11",
        "W_{2,1,1}",
        "W2_{1,1}",
        "W^{(2)}_{11}",
        "W_{11}^{(2)}",
        "W_{2}_{11}",
    ],
    "delta3_1": ["δ_{3,1}", "delta_3_1", "\\delta_{3,1}", "\\delta^{(3)}_1", "δ3_1"],
    "delta3_i": ["δ_{3,i}", "\\delta_{3,i}", "δ^{(3)}_i"],
    "dsigma2_i": ["σ'(Z2_i)", "\\sigma'(Z_{2,i})", "σ'_{2,i}", "σ2'_i", "\\sigma_{2,i}'"],
    "dsigma1_1": ["σ'(Z1_1)", "σ'_{1,1}"],
    "x_j": ["x_{j}", "xj"],
}
SPELT_OTHERS = {
    "norm_u": ["||u||", "\\|u\\|", "‖u‖", "|u|", "norm(u)", "\\lVert u \\rVert", "norm_{u}"],
    "G_im": ["Im(G)", "\\Im(G)", "\\operatorname{Im}(G)", "Im G", "G_{im}", "\\mathrm{Im}(G)"],
    "G_re": ["Re(G)", "\\Re{G}", "G_{\\text{re}}"],
    "eps": ["ε", "\\epsilon", "\\varepsilon", "epsilon"],
    "lam": ["λ", "\\lambda", "lambda"],
    "sigma_w": ["σ_w", "σw", "\\sigma_{w}", "\\sigma_w", "sigmaw"],
    "mu_w": ["μ_w", "μw", "\\mu_{\\mathrm{w}}"],
    "n_in": ["n_{in}", "n_{\\text{in}}", "nin"],
    "dH": ["d_H", "d_{H}"],
}
SPELT_BATCH = {"var": ["σ²", "σ^2", "\\sigma^2", "\\sigma^{2}", "σ_B^2", "\\sigma_{B}^{2}", "Var", "Var(x)"]}
CASES = [
    (symbol, text, symbols)
    for spelt, symbols in ((SPELT, BACKPROP), (SPELT_OTHERS, OTHERS), (SPELT_BATCH, BATCH))
    for symbol, texts in spelt.items()
    for text in texts
]


@pytest.mark.parametrize(("symbol", "text", "symbols"), CASES)
def test_spellings(symbol: str, text: str, symbols: tuple[str, ...]) -> None:
    assert read(text, symbols) == symbol
    assert read(f"2*{text}", symbols) == f"2*{symbol}"
    assert read(f"\\frac{{{text}}}{{2}}", symbols) == f"{symbol}/2"
    assert read(f"({text})^2", symbols) == f"{symbol}^2"


@pytest.mark.parametrize("symbols", [BACKPROP, OTHERS, BATCH])
def test_names_are_read_as_they_are(symbols: tuple[str, ...]) -> None:
    for symbol in symbols:
        assert read(symbol, symbols) == symbol


@pytest.mark.parametrize(
    ("text", "symbols", "meant"),
    [
        ("δ_4 H_{2,i}", BACKPROP, "H2_i*delta4"),
        ("(δ3_1 W_{2,11} + \\delta_{3,1} W_{2,12}) \\sigma'(Z_{1,1})", BACKPROP, None),
        ("-\\frac{\\lambda}{\\theta}", OTHERS, "-lam/theta"),
        ("d\\sigma_w^2", OTHERS, "d*sigma_w^2"),
        ("γ(x-μ)/sqrt(σ²+ε) + β", BATCH, "beta + (-gamma*mu + gamma*x)/sqrt(eps + var)"),
        ("|u|", ("u", "norm_u"), "abs(u)"),
        ("δ^(4)", ("delta", "delta4"), "delta^4"),
        ("δ^4", ("delta", "delta4"), "delta^4"),
        ("\\delta^4 H^2_i", BACKPROP, "H2_i*delta4"),
        ("δ⁴ H_i^{2}", BACKPROP, "H2_i*delta4"),
        ("(H^2_i)^2", BACKPROP, "H2_i^2"),
        ("σ'(Z^2_i)", BACKPROP, "dsigma2_i"),
        ("λ", ("lambda",), "lambda"),
        ("eps", ("epsilon",), "epsilon"),
        ("σ²", ("sigma", "var"), "sigma^2"),
        ("μw", ("mu", "w", "mu_w"), None),
        ("σ(x)^2", BATCH, "1/(1 + exp(-x))^2"),
    ],
)
def test_in_formulas(text: str, symbols: tuple[str, ...], meant: str | None) -> None:
    assert meant is None or read(text, symbols) == meant
    assert read(text, symbols)


def test_what_could_be_either_of_two_symbols_is_not_read() -> None:
    both = ("W2_11", "W21_1")
    assert read("W2_11 + W_{21,1}", both) == "W21_1 + W2_11"
    assert read("W_{2,11}", both) == "W2_11"
    for text in ("W_{211}", "W211"):
        with pytest.raises(Unreadable):
            read(text, both)


@pytest.mark.parametrize(
    "text", ["W_2" + " " * 1900, "W_{2" + "{" * 900, "||" * 900, "σ'" * 600, "δ^(" * 500]
)
def test_hostile_text_ends_quickly(text: str) -> None:
    started = time.process_time()
    for symbols in (BACKPROP, OTHERS, BATCH):
        with pytest.raises(Unreadable):
            read(text, symbols)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", [r"\begin{pmatrix}2\,\mathrm{e} \\ 1\end{pmatrix}", r"[2\,\mathrm{e} 1]"])
def test_a_thin_space_separates_no_entries(text: str) -> None:
    assert [str(entry) for entry in to_vector(parse(text))] == ["2*exp(1)", "1"]
