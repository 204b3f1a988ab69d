import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  NoColorSpace,
  RGBAFormat,
  UnsignedByteType,
} from 'three/webgpu';
import { colormapBytes } from './colours';
import { COLORMAP_SIZE, COLORMAPS } from './index';

/** All tables in one texture, a row each, in the order of {@link COLORMAPS}. */
export function colormapAtlas(): DataTexture {
  const texels = new Uint8Array(4 * COLORMAP_SIZE * COLORMAPS.length).fill(255);
  COLORMAPS.forEach(({ name }, row) => {
    const bytes = colormapBytes(name);
    for (let k = 0; k < COLORMAP_SIZE; k++) texels.set(bytes.subarray(3 * k, 3 * k + 3), 4 * (row * COLORMAP_SIZE + k));
  });
  const texture = new DataTexture(texels, COLORMAP_SIZE, COLORMAPS.length, RGBAFormat, UnsignedByteType);
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.colorSpace = NoColorSpace;
  texture.generateMipmaps = false;
  texture.needsUpdate = true;
  return texture;
}
