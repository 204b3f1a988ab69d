import { Menu } from '@base-ui/react/menu';
import type { PaneSettings } from '../worker/protocol';
import { Icon, type IconName } from './Icon';
import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';

interface Layer {
  readonly icon: IconName;
  readonly label: string;
  /** Needs a velocity. */
  readonly flow: boolean;
  readonly on: (settings: PaneSettings) => boolean;
  readonly set: (on: boolean) => Partial<PaneSettings>;
}

const LAYERS: readonly Layer[] = [
  { icon: 'particles', label: 'Particles', flow: true, on: (s) => s.particles, set: (particles) => ({ particles }) },
  {
    icon: 'streamlines',
    label: 'Streamlines',
    flow: true,
    on: (s) => s.streamlines,
    set: (streamlines) => ({ streamlines }),
  },
  { icon: 'arrows', label: 'Arrows', flow: true, on: (s) => s.arrows, set: (arrows) => ({ arrows }) },
  { icon: 'contours', label: 'Contours', flow: false, on: (s) => s.contours, set: (contours) => ({ contours }) },
  {
    icon: 'surface',
    label: 'Surface in 3D',
    flow: false,
    on: (s) => s.mode === 'surface',
    set: (on) => ({ mode: on ? 'surface' : 'map' }),
  },
];

/** What is drawn over the map: buttons in a row, or one menu where the pane is narrow. */
export function Layers({ index }: { readonly index: number }) {
  const studio = useStudio();
  const settings = useStudioState((state) => state.panes[index]?.settings);
  const hasVelocity = useStudioState((state) => state.loaded?.hasVelocity ?? false);
  if (!settings) return null;
  const layers = LAYERS.filter((layer) => hasVelocity || !layer.flow);
  const toggle = (layer: Layer): void => studio.store.getState().setPane(index, layer.set(!layer.on(settings)));
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div className="layers-row" role="group" aria-label={`Layers of picture ${index + 1}`}>
        {layers.map((layer) => (
          <IconButton
            key={layer.label}
            icon={layer.icon}
            label={layer.label}
            aria-pressed={layer.on(settings)}
            onClick={() => toggle(layer)}
          />
        ))}
      </div>
      <Menu.Root>
        <Menu.Trigger className="icon-button layers-menu" aria-label={`Layers of picture ${index + 1}`}>
          <Icon name="layers" />
        </Menu.Trigger>
        <Menu.Portal role="region" aria-label="Layers">
          <Menu.Positioner className="positioner" sideOffset={4} align="end">
            <Menu.Popup className="popup menu">
              {layers.map((layer) => (
                <Menu.CheckboxItem
                  key={layer.label}
                  className="menu-item"
                  checked={layer.on(settings)}
                  onCheckedChange={() => toggle(layer)}
                  closeOnClick={false}
                >
                  <span className="menu-mark">
                    <Menu.CheckboxItemIndicator>
                      <Icon name="check" size={14} />
                    </Menu.CheckboxItemIndicator>
                  </span>
                  <span className="menu-text">{layer.label}</span>
                </Menu.CheckboxItem>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}
