"""Both themes keep their text readable, computed from the stylesheet's source (U39, WCAG 1.4.3)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "assets/css/app.css"
Colour = tuple[float, float, float]
TONES = ("muted", "info", "success", "warning", "error")
GROUNDS = ("base-100", "base-200")


def themes() -> dict[str, dict[str, Colour]]:
    """{theme: {token: colour in OKLab}}."""
    found: dict[str, dict[str, Colour]] = {}
    blocks = re.findall(r'@plugin "daisyui/theme" \{(.*?)\n\}', SOURCE.read_text(), re.DOTALL)
    for block in blocks:
        name = re.search(r'name: "(\w+)"', block)
        assert name is not None
        tokens = re.findall(r"--color-([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", block)
        found[name[1]] = {
            token: (
                float(light) / 100,
                float(chroma) * math.cos(math.radians(float(hue))),
                float(chroma) * math.sin(math.radians(float(hue))),
            )
            for token, light, chroma, hue in tokens
        }
    return found


def luminance(colour: Colour) -> float:
    """Relative luminance of an OKLab colour, clipped to sRGB."""
    light, a, b = colour
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Colour, second: Colour) -> float:
    """The WCAG ratio of two colours."""
    dark, bright = sorted((luminance(first), luminance(second)))
    return (bright + 0.05) / (dark + 0.05)


def mix(colour: Colour, ground: Colour, share: float) -> Colour:
    """What color-mix(in oklab, colour share, ground) gives."""
    pairs = zip(colour, ground, strict=True)
    first, second, third = (share * mine + (1 - share) * theirs for mine, theirs in pairs)
    return first, second, third


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestThemes:
    """Each figure for each theme."""

    def test_text_reads_on_every_ground(self, theme: str) -> None:
        """Ink, quiet ink, links and status words, 4.5:1."""
        colours = themes()[theme]
        for ground in GROUNDS:
            for text in ("base-content", "primary", *TONES):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)

    def test_text_reads_on_filled_parts(self, theme: str) -> None:
        """The words on buttons and badges, 4.5:1."""
        colours = themes()[theme]
        for fill in ("primary", "neutral", "info", "success", "warning", "error"):
            assert contrast(colours[f"{fill}-content"], colours[fill]) >= 4.5, fill

    def test_status_words_read_on_their_own_tint(self, theme: str) -> None:
        """A tag's word stands on a tenth of its own colour."""
        colours = themes()[theme]
        for tone in TONES:
            tint = mix(colours[tone], colours["base-100"], 0.10)
            assert contrast(colours[tone], tint) >= 4.5, tone
            assert contrast(colours["base-content"], tint) >= 4.5, tone

    def test_edges_of_what_can_be_used_are_seen(self, theme: str) -> None:
        """Borders of fields and the star, 3:1 (WCAG 1.4.11)."""
        colours = themes()[theme]
        for part in ("edge", "star", "primary", "error"):
            for ground in GROUNDS:
                assert contrast(colours[part], colours[ground]) >= 3, (part, ground)
