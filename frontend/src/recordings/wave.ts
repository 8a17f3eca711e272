// A recording, whatever the browser made of it, as a WAVE file: the one form that every server reads safely.

const RATE = 24_000;
const HEADER_BYTES = 44;

export async function asWave(recorded: Blob): Promise<Blob> {
  // The context decodes to its own rate, so nothing else has to be resampled.
  const decoder = new OfflineAudioContext(1, 1, RATE);
  const sound = await decoder.decodeAudioData(await recorded.arrayBuffer());
  return wave(mono(sound));
}

function mono(sound: AudioBuffer): Float32Array {
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    const samples = sound.getChannelData(channel);
    for (let place = 0; place < mixed.length; place++) {
      mixed[place] = (mixed[place] ?? 0) + (samples[place] ?? 0) / sound.numberOfChannels;
    }
  }
  return mixed;
}

function wave(samples: Float32Array): Blob {
  const data = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  const letters = (at: number, text: string): void => {
    for (let place = 0; place < text.length; place++) data.setUint8(at + place, text.charCodeAt(place));
  };
  letters(0, "RIFF");
  data.setUint32(4, HEADER_BYTES - 8 + 2 * samples.length, true);
  letters(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true); // whole numbers
  data.setUint16(22, 1, true); // one channel
  data.setUint32(24, RATE, true);
  data.setUint32(28, 2 * RATE, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  letters(36, "data");
  data.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, place) => {
    data.setInt16(HEADER_BYTES + 2 * place, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  });
  return new Blob([data.buffer], { type: "audio/wav" });
}
