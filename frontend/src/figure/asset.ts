// The file that the meshes are kept in, as src/unclench/figure/packed.py tells it: header, then arrays column by column.

const MAGIC = 0x47494655; // "UFIG"

const KINDS = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array } as const;

interface Described {
  type: keyof typeof KINDS;
  shape: [number, number];
  offset: number;
  bytes: number;
  step: number;
  delta: boolean;
}

export class Asset {
  /** What the build tool tells of the meshes. */
  readonly about: Record<string, unknown>;
  private readonly arrays: Record<string, Described>;
  private readonly data: ArrayBuffer;
  private readonly start: number;

  constructor(data: ArrayBuffer) {
    const view = new DataView(data);
    if (data.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error("This is not a figure file.");
    const length = view.getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 8, length))) as {
      about: Record<string, unknown>;
      arrays: Record<string, Described>;
    };
    this.about = header.about;
    this.arrays = header.arrays;
    this.data = data;
    this.start = 8 + length;
  }

  has(name: string): boolean {
    return name in this.arrays;
  }

  rows(name: string): number {
    return this.described(name).shape[0];
  }

  /** What the numbers stand for, row by row. */
  values(name: string): Float32Array {
    const { step } = this.described(name);
    return Float32Array.from(this.whole(name), (number) => number * step);
  }

  /** The stored whole numbers, row by row. */
  whole(name: string): Int32Array {
    const { type, shape, offset, delta } = this.described(name);
    const [rows, columns] = shape;
    const stored = new KINDS[type](this.data, this.start + offset, rows * columns);
    const sum = new KINDS[type](1); // adds up modulo the range of the type
    const whole = new Int32Array(rows * columns);
    for (let column = 0; column < columns; column++) {
      sum[0] = 0;
      for (let row = 0; row < rows; row++) {
        const number = stored[column * rows + row]!;
        if (delta) sum[0] = sum[0]! + number;
        else sum[0] = number;
        whole[row * columns + column] = sum[0]!;
      }
    }
    return whole;
  }

  private described(name: string): Described {
    const described = this.arrays[name];
    if (!described) throw new Error(`The figure file has no ${name}.`);
    return described;
  }
}

export async function fetchAsset(address: string): Promise<Asset> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The figure did not come: ${answer.status}.`);
  return new Asset(await answer.arrayBuffer());
}
