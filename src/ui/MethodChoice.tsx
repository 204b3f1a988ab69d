import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import type { MethodFit } from '../worker/protocol';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

/** The method by name; a click shows which others fit the scene, and why the rest does not. */
export function MethodChoice() {
  const studio = useStudio();
  const method = useStudioState((state) => state.loaded?.method);
  const title = useStudioState((state) => state.loaded?.methodTitle ?? '');
  const [fits, setFits] = useState<readonly MethodFit[] | null>(null);
  const look = async (): Promise<void> => {
    setFits(null);
    setFits(await studio.compare.methods());
  };
  return (
    <Menu.Root onOpenChange={(open) => open && void look()}>
      <Menu.Trigger className="choice method-choice" aria-label={`Method: ${title}. Choose another`}>
        <span>{title}</span>
        <Icon name="down" size={14} />
      </Menu.Trigger>
      <Menu.Portal role="region" aria-label="Methods">
        <Menu.Positioner className="positioner" sideOffset={4} align="end">
          <Menu.Popup className="popup menu method-menu">
            {!fits && <p className="hint method-looking">Looking which methods fit</p>}
            <Menu.RadioGroup value={method} onValueChange={(id: string) => void studio.compare.setMethod(id)}>
              {fits?.map(({ id, title: name, refusal }) => (
                <Menu.RadioItem key={id} value={id} className="menu-item" disabled={refusal !== null} closeOnClick>
                  <span className="menu-mark">
                    <Menu.RadioItemIndicator>
                      <Icon name="check" size={14} />
                    </Menu.RadioItemIndicator>
                  </span>
                  <span className="menu-text">
                    {name}
                    {refusal !== null && <span className="method-refusal">{refusal}</span>}
                  </span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
