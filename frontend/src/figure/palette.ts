// The colours of the figure. What means something (a way ahead, a way gone, a touch) is told by lightness and shape
// first, so that it holds in every kind of colour vision; tests/browser/test_figure_colours.py holds it.

import tones from "../../../src/unclench/figure/assets/tones.json";

export const SKINS: Record<keyof typeof tones.skins, string> = tones.skins;
export const HAIRS: Record<keyof typeof tones.hairs, string> = tones.hairs;

export type Skin = keyof typeof tones.skins;
export type Hair = keyof typeof tones.hairs;

export const THEMES = ["light", "dark", "dim"] as const;
export type Theme = (typeof THEMES)[number];

/** Of the marks: `core` is drawn inside its `edge`, which is as far from it in lightness as the skin may be. */
export interface Marks {
  ahead: string;
  aheadEdge: string;
  gone: string;
  goneEdge: string;
  touch: string;
  touchEdge: string;
  /** A hair's breadth round the edge. */
  touchOutline: string;
}

export interface Light {
  sky: string;
  ground: string;
  key: string;
  rim: string;
  skyPower: number;
  keyPower: number;
  rimPower: number;
  /** How much of the whole brightness is kept, and of its colour. */
  exposure: number;
  colour: number;
  /** The middle of the background against its edge, which is the page's own colour. */
  halo: number;
  garment: string;
  cloth: string;
}

const BRIGHT: Marks = {
  ahead: "#fffaf2",
  aheadEdge: "#5a2d1c",
  gone: "#741c0e",
  goneEdge: "#fff4ea",
  touch: "#d8431f",
  touchEdge: "#fffaf2",
  touchOutline: "#3a1a10",
};

export const MARKS: Record<Theme, Marks> = {
  light: BRIGHT,
  dark: { ...BRIGHT, ahead: "#f7ead9", goneEdge: "#f7e2d0", touchEdge: "#f7ead9" },
  dim: {
    ahead: "#cda680",
    aheadEdge: "#2a160c",
    gone: "#6a2a10",
    goneEdge: "#c89c70",
    touch: "#8a3f18",
    touchEdge: "#cfa880",
    touchOutline: "#1c0e07",
  },
};

export const LIGHTS: Record<Theme, Light> = {
  light: {
    sky: "#fff6ec",
    ground: "#b79a8a",
    key: "#fff6ec",
    rim: "#fff4ea",
    skyPower: 0.56,
    keyPower: 0.62,
    rimPower: 0.2,
    exposure: 1,
    colour: 1,
    halo: 0.35,
    garment: "#7d9c93",
    cloth: "#dfe4e2",
  },
  dark: {
    sky: "#e9dccb",
    ground: "#5a4232",
    key: "#ffe2c4",
    rim: "#ffd9b0",
    skyPower: 0.42,
    keyPower: 0.58,
    rimPower: 0.3,
    exposure: 0.86,
    colour: 0.95,
    halo: 0.1,
    garment: "#4e6b61",
    cloth: "#b9bdb6",
  },
  dim: {
    sky: "#c9a17a",
    ground: "#3b2415",
    key: "#d9a877",
    rim: "#b98455",
    skyPower: 0.34,
    keyPower: 0.34,
    rimPower: 0.16,
    exposure: 0.62,
    colour: 0.7,
    halo: 0.04,
    garment: "#4a3a2a",
    cloth: "#8f7558",
  },
};

export function isSkin(name: string | undefined): name is Skin {
  return name !== undefined && name in SKINS;
}

export function isHair(name: string | undefined): name is Hair {
  return name !== undefined && name in HAIRS;
}
