// What the engine may assume of its host beside the language: WGSL as text, and WebGPU. No DOM.
declare module '*?raw' {
  const text: string;
  export default text;
}
declare var navigator: Navigator;
declare var isSecureContext: boolean | undefined;
