// Whether this browser draws well enough. Software drawing takes a tenth of a second and more for each picture, and all
// of the processor with it: then the drawing that the page came with stays.

const IN_SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|mesa offscreen/i;

export function canDraw(search = location.search): boolean {
  const asked = new URLSearchParams(search).get("figure");
  if (asked === "drawing") return false;
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2");
  if (!gl) return false;
  const can = asked === "3d" || !IN_SOFTWARE.test(rendererOf(gl));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return can;
}

export function rendererOf(gl: WebGL2RenderingContext): string {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
