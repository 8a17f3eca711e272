// The light, the same for skin and hands: sky and ground, a key light that comes from over the shoulder of the one who
// looks, a rim from behind, and a background that fades into the page.

import { Color, Vector2, Vector3 } from "three";

import { LIGHTS, type Theme } from "./palette";

/** A set of its own for each figure on a page. */
export function newLighting() {
  return {
    uSky: { value: new Color() },
    uGround: { value: new Color() },
    uKey: { value: new Color() },
    uRim: { value: new Color() },
    uKeyWay: { value: new Vector3(0, 1, 0) },
    uRimWay: { value: new Vector3(0, 1, 0) },
    uSurface: { value: new Color() },
    uHalo: { value: new Color() },
    uExposure: { value: 1 },
    uColour: { value: 1 },
    uSize: { value: new Vector2(1, 1) },
    uHaloAt: { value: new Vector2(0.5, 0.56) },
  };
}

export type Lighting = ReturnType<typeof newLighting>;

export function setTheme(lighting: Lighting, theme: Theme, surface: Color): void {
  const light = LIGHTS[theme];
  lighting.uSky.value.set(light.sky).multiplyScalar(light.skyPower);
  lighting.uGround.value.set(light.ground).multiplyScalar(light.skyPower);
  lighting.uKey.value.set(light.key).multiplyScalar(light.keyPower);
  lighting.uRim.value.set(light.rim).multiplyScalar(light.rimPower);
  lighting.uExposure.value = light.exposure;
  lighting.uColour.value = light.colour;
  lighting.uSurface.value.copy(surface);
  lighting.uHalo.value.copy(surface).lerp(new Color(theme === "light" ? "#ffffff" : "#8a6a4c"), light.halo);
}

/** The key light turns with the one who looks, so that what they look at is never in the dark. */
export function setLook(lighting: Lighting, azimuth_rad: number): void {
  const key = azimuth_rad - 0.62;
  lighting.uKeyWay.value.set(Math.sin(key) * 0.68, 0.62, Math.cos(key) * 0.68).normalize();
  const rim = azimuth_rad + 2.45;
  lighting.uRimWay.value.set(Math.sin(rim) * 0.85, 0.45, Math.cos(rim) * 0.85).normalize();
}

export const LIT = /* glsl */ `
uniform vec3 uSky;
uniform vec3 uGround;
uniform vec3 uKey;
uniform vec3 uRim;
uniform vec3 uKeyWay;
uniform vec3 uRimWay;
uniform vec3 uSurface;
uniform vec3 uHalo;
uniform float uExposure;
uniform float uColour;
uniform vec2 uSize;
uniform vec2 uHaloAt;

vec3 background(vec2 pixel) {
  vec2 from = (pixel - uHaloAt * uSize) / min(uSize.x, uSize.y);
  return mix(uHalo, uSurface, smoothstep(0.0, 0.5, length(from)));
}
/** Light on soft skin: it reaches a little round the edge of the shadow, red the furthest. */
vec3 litSkin(vec3 colour, vec3 n, vec3 eye, float open, float gloss) {
  vec3 reach = vec3(0.3, 0.21, 0.18);
  float facing = dot(n, uKeyWay);
  vec3 key = clamp((facing + reach) / (1.0 + reach), 0.0, 1.0);
  key = mix(key, key * key, 0.35);
  vec3 sky = mix(uGround, uSky, 0.5 + 0.5 * n.y);
  // In hollows the light has been on skin before: it comes back warmer, not just weaker.
  vec3 hollow = mix(vec3(1.0, 0.8, 0.74), vec3(1.0), open) * open;
  float edge = pow(1.0 - clamp(dot(n, eye), 0.0, 1.0), 3.0);
  float rim = edge * clamp(dot(n, uRimWay) * 0.7 + 0.3, 0.0, 1.0);
  vec3 half_ = normalize(uKeyWay + eye);
  float shine = pow(clamp(dot(n, half_), 0.0, 1.0), 22.0) * gloss + pow(clamp(dot(n, half_), 0.0, 1.0), 5.0) * gloss * 0.35;
  return colour * (sky * hollow + uKey * key * mix(0.5, 1.0, open) * 1.12) + uRim * rim * open + uKey * shine * open;
}
vec3 shown(vec3 colour) {
  colour *= uExposure;
  // The brightest part bends instead of breaking off into white.
  vec3 over = max(colour - 0.62, 0.0);
  colour = min(colour, 0.62) + 0.34 * (1.0 - exp(-over / 0.34));
  float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
  return mix(vec3(grey), colour, uColour);
}
`;
