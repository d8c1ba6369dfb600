"""TeX's formulas as a reader says them: "x_i ≤ α", not "x_{i}\\leq\\alpha"."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = dict(
    zip(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu"
        " xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta"
        " Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        "αβγδϵεζηθϑικλμνξπϖρϱσςτυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
_SIGNS = dict(
    pair.split("=")
    for pair in (
        "leq=≤ le=≤ leqslant=≤ geq=≥ ge=≥ geqslant=≥ neq=≠ ne=≠ approx=≈ simeq=≃ sim=∼ cong=≅"
        " equiv=≡ propto=∝ ll=≪ gg=≫ prec=≺ succ=≻ preceq=⪯ succeq=⪰ in=∈ notin=∉ ni=∋ subset=⊂"
        " subseteq=⊆ supset=⊃ supseteq=⊇ cup=∪ cap=∩ bigcup=⋃ bigcap=⋂ setminus=∖ emptyset=∅"
        " varnothing=∅ forall=∀ exists=∃ neg=¬ lnot=¬ land=∧ wedge=∧ lor=∨ vee=∨ to=→ rightarrow=→"
        " longrightarrow=→ leftarrow=← gets=← leftrightarrow=↔ Rightarrow=⇒ implies=⇒ Leftarrow=⇐"
        " Leftrightarrow=⇔ iff=⇔ mapsto=↦ uparrow=↑ downarrow=↓ times=× cdot=· ast=∗ star=⋆ div=÷"
        " pm=± mp=∓ circ=∘ bullet=• oplus=⊕ otimes=⊗ odot=⊙ sum=∑ prod=∏ int=∫ oint=∮ partial=∂"
        " nabla=∇ infty=∞ ldots=… dots=… cdots=⋯ dotsc=… dotsb=⋯ vdots=⋮ ddots=⋱ prime=′ angle=∠"
        " perp=⊥ parallel=∥ mid=| vert=| lvert=| rvert=| Vert=‖ lVert=‖ rVert=‖ langle=⟨ rangle=⟩"
        " lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ lbrace={ rbrace=} ell=ℓ hbar=ℏ Re=ℜ Im=ℑ aleph=ℵ"
        " top=⊤ bot=⊥ vdash=⊢ models=⊨ degree=° dagger=† ddagger=‡ checkmark=✓ triangleq=≜"
        " coloneqq=≔ square=□ blacksquare=■ triangle=△ colon=: backslash=\\ textbackslash=\\"
        " S=§ P=¶ copyright=© pounds=£ euro=€ ss=ß ae=æ AE=Æ oe=œ OE=Œ aa=å AA=Å o=ø O=Ø l=ł L=Ł"
        " i=ı j=ȷ textendash=– textemdash=— textquoteright=’ textquoteleft=‘ textbar=|"
        " textdegree=° textless=< textgreater=>"
    ).split()
)
_GONE = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm displaystyle"
    " textstyle scriptstyle scriptscriptstyle limits nolimits mathopen mathclose mathrel mathbin"
    " mathord mathop nonumber notag bf it rm sf tt em cal sl sc bfseries itshape rmfamily sffamily"
    " ttfamily mathstrut strut protect relax hfill vphantom phantom hphantom label tag middle"
    " centering small tiny large Large normalsize".split()
)
_SPACED = frozenset(("quad", "qquad", "enspace", "thinspace", "hspace", "hskip", "kern", "mkern"))
_DROPS = frozenset(("label", "tag", "hspace", "phantom", "vphantom", "hphantom", "color", "ref"))
_OVER = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331", "hat": "\u0302", "widehat": "\u0302",
    "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307",
    "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
}  # fmt: skip
_TOKEN = re.compile(r"\\([A-Za-z]+\*?|.|\Z)|([{}^_&~$%])|([^\\{}^_&~$%]+)", re.DOTALL)
_RELATIONS = "=<>≤≥≠≈≃∼≅≡∝≪≫∈∉⊂⊆⊃⊇→←↔⇒⇔↦≜≔"
_WORDS = frozenset("text textrm textbf textit textsf texttt textnormal mbox hbox".split())
_SCRIPT_END = "\x00"  # where a script ended: a letter right after it wants a space
_LONGEST = 20_000
_DEEPEST = 40


def readable_tex(tex: str) -> str:
    r"""A formula's TeX as readable text; what is not known of it stays as a word.

    >>> readable_tex(r"x_{i}\leq\frac{\alpha+1}{2}\cdot\mathcal{L}")
    'x_i ≤ (α+1)/2·L'
    """
    if len(tex) > _LONGEST:
        return tex[:_LONGEST]
    tokens = _TOKEN.findall(re.sub(r"(?<!\\)%[^\n]*(?:\n|\Z)", "", tex))
    text = re.sub("\x00+(?=\\w)", " ", _Formula(tokens).text()).replace("\x00", "")
    text = re.sub(r"\s+", " ", text)
    text = re.sub(rf" *([{_RELATIONS}]) *", r" \1 ", text)
    text = re.sub(r"\s+([,;.)\]⟩])|([(\[⟨])\s+", r"\1\2", text)
    return re.sub(r"([=<>:])  ([=<>])", r"\1\2", text).strip()


def without_tex(text: str) -> str:
    r"""Running text with its formulas and accents readable, as arXiv's titles and abstracts want.

    >>> without_tex(r"An $O(n^{2})$ bound by Erd\H{o}s, \emph{at last}")
    'An O(n^2) bound by Erdős, at last'
    """
    if not re.search(r"[\\$]", text):
        return text

    def formula(match: re.Match[str]) -> str:
        return readable_tex(match[1] or match[2] or match[3] or "")

    text = re.sub(
        r"(?<!\\)\$\$?(?!\s)([^$]{1,2000}?)(?<![\\\s])\$\$?(?!\d)|\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]",
        formula, text,
    )  # fmt: skip
    if "\\" not in text:
        return text
    text = re.sub(r"\\([`'^~\"=.])\s*(?:\{\\?([A-Za-z])\}|\\([ij])\s?|([A-Za-z]))", _accent, text)
    text = re.sub(r"\\([uvHckrdb])\s*\{\\?([A-Za-z])\}()()", _accent, text)
    text = re.sub(r"\\([A-Za-z]+)\s*\{([^{}]*)\}", _argument, text)
    text = re.sub(r"\\([A-Za-z]+)\s?", _word, text)
    text = re.sub(r"(?<!\\)[{}]", "", text)
    return re.sub(r"\\([&%$#_{}])", r"\1", text).strip()


def _accent(match: re.Match[str]) -> str:
    letter = match[2] or match[3] or match[4]
    return unicodedata.normalize("NFC", letter + _OVER[match[1]])


def _argument(match: re.Match[str]) -> str:
    return "" if match[1] in _DROPS else match[2]


def _word(match: re.Match[str]) -> str:
    name = match[1]
    if name in _GONE:
        return ""
    return _SIGNS.get(name) or _LETTERS.get(name) or name + " "


class _Formula:
    """Reads a formula's tokens once, from the left."""

    def __init__(self, tokens: list[tuple[str, str, str]]) -> None:
        self._tokens = tokens
        self._place = 0
        self._in_words = False  # spaces count only inside \\text{…}

    def text(self, depth: int = 0, closing: str = "") -> str:
        """What stands up to the end, or to a closing brace."""
        pieces: list[str] = []
        while self._place < len(self._tokens):
            command, sign, plain = self._tokens[self._place]
            self._place += 1
            if sign == "}":
                if closing:
                    break
            elif sign == "{":
                pieces.append(self.text(depth + 1, "}") if depth < _DEEPEST else "")
            elif sign in ("^", "_"):
                pieces += [self._script(sign, depth), _SCRIPT_END]
            elif sign:
                pieces.append({"&": " ", "~": " "}.get(sign, ""))
            elif plain:
                pieces.append(plain if self._in_words else re.sub(r"\s+", "", plain))
            else:
                pieces.append(self._command(command, depth))
        return "".join(pieces)

    def _words(self, depth: int) -> str:
        before, self._in_words = self._in_words, True
        text = self._argument(depth)
        self._in_words = before
        return text

    def _argument(self, depth: int) -> str:
        """The next group or token."""
        while self._place < len(self._tokens):
            command, sign, plain = self._tokens[self._place]
            if plain:
                bare = plain.lstrip()
                if not bare:
                    self._place += 1
                    continue
                self._tokens[self._place] = ("", "", bare[1:])
                if not bare[1:]:
                    self._place += 1
                return bare[0]
            self._place += 1
            if sign == "{":
                return self.text(depth + 1, "}") if depth < _DEEPEST else ""
            return sign if sign else self._command(command, depth + 1)
        return ""

    def _option(self) -> str:
        """An optional argument in brackets, if one comes."""
        if self._place < len(self._tokens):
            plain = self._tokens[self._place][2]
            if match := re.match(r"\s*\[([^\]]*)\]", plain):
                self._tokens[self._place] = ("", "", plain[match.end() :] or " ")
                return match[1]
        return ""

    def _script(self, sign: str, depth: int) -> str:
        inner = self._argument(depth).strip(" \x00")
        if inner in ("′", "∘", "°", "'"):
            return {"∘": "°", "'": "′"}.get(inner, inner)
        if not inner:
            return ""
        simple = re.fullmatch(r"[^\W_]+|[^\w\s]|[-−+]?\d+(?:\.\d+)?|\([^()]*\)", inner)
        return f"{sign}{inner}" if simple else f"{sign}({inner})"

    def _command(self, command: str, depth: int) -> str:
        if depth > _DEEPEST:
            return ""
        name = command.rstrip("*")
        if name in _LETTERS or name in _SIGNS:
            return _LETTERS.get(name) or _SIGNS[name]
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return f"{_grouped(self._argument(depth))}/{_grouped(self._argument(depth))}"
        if name in ("binom", "dbinom", "tbinom"):
            return f"C({self._argument(depth)}, {self._argument(depth)})"
        if name == "sqrt":
            order = self._option()
            return f"{'' if order in ('', '2') else order}√{_grouped(self._argument(depth))}"
        if name in ("begin", "end"):
            self._argument(depth)
            return " "
        if name in ("overset", "stackrel", "underset", "textcolor"):
            self._argument(depth)
            return self._argument(depth)
        if name in _OVER and (name.isalpha() or not name.isalnum()) and len(name) > 1:
            return _marked(self._argument(depth), _OVER[name])
        if name in _DROPS:
            self._argument(depth)
            return ""
        if name in _GONE or (len(name) == 1 and name in "!"):
            return ""
        if name in _SPACED or name in (",", ";", ":", ">", " ", "\\", "\n", ""):
            return " "
        if name in ("{", "}", "%", "&", "#", "_", "$"):
            return name
        if name == "|":
            return "‖"
        following = self._tokens[self._place] if self._place < len(self._tokens) else ("", "", "")
        if following[1] == "{" and name in _WORDS:
            return self._words(depth)
        if following[1] == "{":  # \mathbb{R}, \text{…}, \operatorname{…}, \unknown{…}
            return self._argument(depth)
        return name if len(name) == 1 else f" {name} "


def _grouped(text: str) -> str:
    text = text.strip(" \x00")
    return text if re.fullmatch(r"[\w\x00]*|√[\w\x00]+|.", text) else f"({text})"


def _marked(text: str, mark: str) -> str:
    return unicodedata.normalize("NFC", text + mark) if len(text) == 1 else text
