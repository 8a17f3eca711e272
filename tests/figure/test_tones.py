"""The tones one can choose."""

from unclench.figure.tones import load_tones


def _lightness(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_skins_go_from_light_to_deep() -> None:
    lights = [_lightness(colour) for colour in load_tones().skins.values()]
    assert len(lights) >= 6
    assert lights == sorted(lights, reverse=True)


def test_grey_hair_and_none_can_be_chosen() -> None:
    hairs = load_tones().hairs
    assert hairs["grey"]
    assert hairs["none"] == ""
