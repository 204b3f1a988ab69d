import type { ReactNode } from 'react';

const SHAPES = {
  run: <path d="M5.5 3.6v8.8L12.6 8z" fill="currentColor" stroke="none" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.2" />,
  step: (
    <>
      <path d="M3.8 3.8v8.4L9.8 8z" fill="currentColor" stroke="none" />
      <path d="M12 4v8" strokeWidth="1.8" />
    </>
  ),
  reset: <path d="M3.2 8a4.8 4.8 0 1 0 1.5-3.5M3 2.6v3h3" />,
  share: (
    <path d="M6.6 9.4l2.8-2.8M7.2 4.6l1.3-1.3a2.9 2.9 0 0 1 4.1 4.1l-1.3 1.3M8.8 11.4l-1.3 1.3a2.9 2.9 0 0 1-4.1-4.1l1.3-1.3" />
  ),
  image: (
    <>
      <rect x="2.2" y="3" width="11.6" height="10" rx="1.6" />
      <path d="M2.6 11l3.2-3 2.4 2.2 2-1.7 3.2 2.9" />
      <circle cx="10.3" cy="6" r="1" />
    </>
  ),
  sun: (
    <path d="M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M12.7 3.3l-1 1M4.3 11.7l-1 1" />
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z" />,
  help: (
    <>
      <path d="M5.9 6.1a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4" />
      <circle cx="8" cy="11.8" r=".55" fill="currentColor" />
    </>
  ),
  down: <path d="M4.5 6.3L8 9.8l3.5-3.5" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  check: <path d="M3.2 8.4l3.2 3.2 6.4-7.2" />,
  file: <path d="M4 2.2h5l3 3v8.6H4zM9 2.2v3h3M8 7.2v4M6.3 9.6L8 11.3l1.7-1.7" />,
  open: <path d="M4 2.2h5l3 3v8.6H4zM9 2.2v3h3M8 11.3v-4M6.3 8.9L8 7.2l1.7 1.7" />,
  export: <path d="M8 2.4v7.2M5 6.8l3 3 3-3M2.8 10.4v2.8h10.4v-2.8" />,
  copy: <path d="M5.6 5.6V3.2h7.2v7.2h-2.4M3.2 5.6h7.2v7.2H3.2z" />,
  contours: (
    <path d="M8 3.2c3 0 5.2 1.8 5.2 4.6S11 13 7.8 13 2.8 11 2.8 8.2 5 3.2 8 3.2zM8.1 6c1.5 0 2.5.8 2.5 2s-1 2.2-2.5 2.2S5.5 9.5 5.5 8.2 6.6 6 8.1 6z" />
  ),
  arrows: <path d="M2.5 6l4-2.5M4.6 3.2l1.9.3-.8 1.8M8.5 7.5l4.5-2M11 5l2 .5-1 1.8M3 12.5l5-1.5M6 10.3l2 .7-1.4 1.6" />,
  streamlines: (
    <path d="M2 5c3-2.5 5 2 8 .6 1.5-.6 2.5-1.3 4-1.1M2 8.5c3-2.5 5 2 8 .6 1.5-.6 2.5-1.3 4-1.1M2 12c3-2.5 5 2 8 .6 1.5-.6 2.5-1.3 4-1.1" />
  ),
  particles: (
    <g fill="currentColor" stroke="none">
      <circle cx="4" cy="5" r="1.1" />
      <circle cx="8" cy="3.6" r=".8" />
      <circle cx="12" cy="5.5" r="1.2" />
      <circle cx="6" cy="8.5" r="1" />
      <circle cx="10.2" cy="9" r=".8" />
      <circle cx="3.6" cy="11.8" r=".8" />
      <circle cx="8" cy="12.3" r="1.1" />
      <circle cx="12.4" cy="12" r=".9" />
    </g>
  ),
  surface: <path d="M2 10.8l6-2.6 6 2.6-6 2.7zM2 10.8c2-5 3.5-7 6-7s4 2 6 7M5 9.5c1-2.5 1.8-3.4 3-3.4s2 .9 3 3.4" />,
  layers: <path d="M8 2.5l6 3.2-6 3.2-6-3.2zM2.5 8.5L8 11.4l5.5-2.9M2.5 11L8 13.9l5.5-2.9" />,
  table: <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9" />,
  brush: (
    <path d="M13.4 2.6c-3 .8-5.8 3.2-7.2 5.9l1.6 1.6c2.6-1.5 4.9-4.4 5.6-7.5zM5.6 9.3c-1.6-.1-2.6 1-2.7 3.3-.1.7-.5 1-1 1.1 2.8.6 5.4-.2 5.3-2.8z" />
  ),
  coach: <path d="M8 2.2l6.2 11H1.8zM8 6.4v3.4M8 11.6v.1" />,
  fit: <path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A 16-unit line drawing in the colour of the text; never the only name of a control. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
