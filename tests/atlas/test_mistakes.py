"""A mistake in a content file is told with the file, the entry, the field and what is expected."""

import shutil
from pathlib import Path

import pytest

from unclench.atlas.compile import compile_atlas
from unclench.atlas.load import CONTENT
from unclench.atlas.reading import ContentError

REGION = """
[[region]]
id = "elbow"
name = "Elbow"
spoken = "your elbow"
latin = "cubitus"
laterality = "bilateral"
where = "The joint of the arm."
safety_region = "hands"
neighbours = []
self_reach = "easy"
access = "open"
max_level = { own = 5, partner = 5, professional = 5 }
aliases = []
sources = ["gray"]
read = "no"
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def refused(content: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        compile_atlas(content)
    return caught.value


def add_region(content: Path, old: str = "", new: str = "") -> ContentError:
    assert old in REGION
    (content / "regions" / "torso.toml").write_text(REGION.replace(old, new))
    error = refused(content)
    assert error.file == "regions/torso.toml"
    return error


def change(content: Path, file: str, old: str, new: str) -> ContentError:
    text = (content / file).read_text()
    assert old in text
    (content / file).write_text(text.replace(old, new, 1))
    error = refused(content)
    assert error.file == file
    return error


def test_it_takes_an_entry_without_mistakes(content: Path) -> None:
    (content / "regions" / "torso.toml").write_text(REGION)
    assert compile_atlas(content).regions["elbow"].max_level.own == 5


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ('latin = "cubitus"\n', "", "latin", "is missing"),
        ('latin = "cubitus"', 'latin = "cubitus"\ngreek = "ankon"', "greek", "is not a field here"),
        ("own = 5, ", "own = 5, mine = 5, ", "max_level.mine", "is not a field here"),
        ("own = 5", 'own = "5"', "max_level.own", "Input should be a valid integer, '5' found"),
        ("own = 5", "own = true", "max_level.own", "Input should be a valid integer, True found"),
        (
            '"open"',
            '"ajar"',
            "access",
            "Input should be 'open', 'care', 'light_only' or 'keep_out', 'ajar' found",
        ),
        ("aliases = []", 'aliases = "cubit"', "aliases", "Input should be a valid array, 'cubit' found"),
        ('["gray"]', "[5]", "sources.0", "Input should be a valid string, 5 found"),
        ('["gray"]', '["grey"]', "sources", "“grey” is no source; did you mean gray?"),
        (
            "neighbours = []",
            'neighbours = ["nose"]',
            "neighbours",
            "neighbours name each other, but “nose” does not",
        ),
        ("neighbours = []", 'neighbours = ["elbow"]', "neighbours", "is no neighbour of itself"),
        ("aliases = []", 'aliases = ["the traps"]', "aliases", "“the traps” already means shoulder_top"),
        ('name = "Elbow"', 'name = "TEMPLES"', "aliases", "“TEMPLES” already means temple"),
    ],
)
def test_it_tells_a_wrong_field(content: Path, old: str, new: str, field: str, expected: str) -> None:
    error = add_region(content, old, new)
    assert (error.entry, error.field) == ("elbow", field)
    assert expected in error.expected
    assert all(part in str(error) for part in ("regions/torso.toml", "elbow", field, expected))


def test_it_tells_an_entry_without_id(content: Path) -> None:
    error = add_region(content, 'id = "elbow"\n')
    assert (error.entry, error.field, error.expected) == ("a region without id", "id", "is missing")


def test_it_tells_a_second_entry_of_the_same_id(content: Path) -> None:
    error = add_region(content, '"elbow"', '"temple"')
    assert (error.entry, error.field) == ("temple", "id")
    assert "regions/face.toml" in error.expected


def test_it_tells_a_table_that_belongs_elsewhere(content: Path) -> None:
    error = add_region(content, "[[region]]", "[[muscle]]")
    assert (error.field, error.expected) == ("muscle", "only tables [[region]] are expected here")


def test_it_tells_a_list_that_is_no_list_of_tables(content: Path) -> None:
    (content / "regions" / "torso.toml").write_text("region = 5")
    assert refused(content).expected == "a list of tables [[region]] is expected"


def test_it_tells_what_is_no_toml(content: Path) -> None:
    error = add_region(content, "[[region]]", "[[region")
    assert error.expected.startswith("cannot be read as TOML")


def test_it_tells_what_is_no_text(content: Path) -> None:
    (content / "regions" / "torso.toml").write_bytes(b'name = "\xff"')
    assert refused(content).expected.startswith("cannot be read as TOML")


@pytest.mark.parametrize("place", ["stray.toml", "regoins/face.toml", "regions/face/temple.toml"])
def test_it_tells_a_file_that_nobody_would_read(content: Path, place: str) -> None:
    file = content / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    error = refused(content)
    assert error.file == place
    assert error.expected.startswith("lies outside the folders")


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("muscles/neck.toml", 'regions = ["scm_region"]', 'regions = ["scm"]', "regions"),
        ("points/head.toml", 'regions = ["scalp_vertex"]', 'regions = ["vertex"]', "regions"),
        ("landmarks/face.toml", 'regions = ["glabella"]', 'regions = ["brows"]', "regions"),
        ("complaints/mind.toml", 'points = ["GV20"', 'points = ["DU20"', "points"),
        (
            "complaints/mind.toml",
            '["scalp_tapping", "ear_massage"',
            '["scalp_taping", "ear_massage"',
            "techniques",
        ),
        (
            "complaints/mind.toml",
            'avoid_techniques = ["scalp_tapping"',
            'avoid_techniques = ["tap"',
            "avoid_techniques",
        ),
        ("techniques/effleurage.toml", '"trapezius_upper"', '"trapezius"', "muscles"),
    ],
)
def test_it_tells_a_link_that_leads_nowhere(content: Path, file: str, old: str, new: str, field: str) -> None:
    assert change(content, file, old, new).field == field


def test_it_tells_a_technique_that_repeats_its_id(content: Path) -> None:
    file = content / "techniques" / "effleurage.toml"
    file.write_text('id = "effleurage"\n' + file.read_text())
    error = refused(content)
    assert (error.file, error.entry, error.field) == ("techniques/effleurage.toml", "effleurage", "id")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("muscles/head_jaw.toml", 'id = "frontalis_1"', 'id = "brow_knot"', ("sites", "are called frontalis_1")),
        ("muscles/head_jaw.toml", 'sites = ["masseter_2"]', 'sites = ["masseter_9"]', ("referral.zones", "no site")),
        ("muscles/head_jaw.toml", 'region = "ear", side', 'region = "lug", side', ("referral.zones", "no region")),
        (
            "muscles/head_jaw.toml",
            'spot = { landmark = "between_brows", side = "midline" }',
            'spot = { landmark = "between_brows" }',
            ("sites.procerus_1.spot", "is midline, which does not go with the side “own”"),
        ),
        (
            "muscles/head_jaw.toml",
            'spot = { landmark = "temple_hollow" }',
            'spot = { landmark = "temple_hollow", side = "midline" }',
            ("sites.temporalis_1.spot", "is bilateral"),
        ),
        ("muscles/head_jaw.toml", "fraction = 0.35", "cun = 1.0, fraction = 0.35", ("offset", "either cun")),
        ("muscles/head_jaw.toml", "fraction = 0.35", "fraction = 1.5", ("offset", "either cun")),
        ("muscles/head_jaw.toml", "cun = 1.0", "cun = -1.0", ("offset", "either cun")),
        (
            "techniques/ear_massage.toml",
            'landmark = "tragus"',
            'landmark = "lug"',
            ("geometry.3.points", "no landmark"),
        ),
        ("techniques/ear_massage.toml", 'toward = "ear_lobe"', 'toward = "inion"', ("geometry.0.points", "is midline")),
        (
            "techniques/hairline_sweep.toml",
            'anchor = { landmark = "temple_hollow" }',
            'anchor = { landmark = "ear" }',
            ("geometry.0.points", "no landmark"),
        ),
        ("techniques/ear_massage.toml", 'type = "circle"', 'type = "ring"', ("geometry.0.type", "Input should be")),
        ("techniques/chin_nod.toml", "degrees = 8", "degrees = 8.5", ("movements.0.degrees", "valid integer")),
    ],
)
def test_it_tells_a_mistake_in_what_is_drawn(
    content: Path, file: str, old: str, new: str, told: tuple[str, str]
) -> None:
    field, expected = told
    error = change(content, file, old, new)
    assert error.field.endswith(field)
    assert expected in error.expected
