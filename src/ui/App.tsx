import { Tabs } from '@base-ui/react/tabs';
import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { Below, LatePanel, useLatePanels } from './Below';
import { Boundary } from './Boundary';
import { Charts } from './Charts';
import { FileButtons, openFile } from './FileButtons';
import { listenToKeys } from './keys';
import { MethodPanel } from './MethodPanel';
import { Notices } from './Notices';
import { PaneCount } from './PaneCount';
import { PaneGrid } from './PaneGrid';
import { ProblemPanel } from './ProblemPanel';
import { useStudio, useStudioState } from './studio';
import { ThemeButton } from './ThemeButton';
import { Timeline } from './Timeline';
import { TopBar } from './TopBar';
import { Speed, Transport } from './Transport';
import { applyTheme } from './theme';
import { useNarrow } from './useNarrow';

const EquationEditor = lazy(async () => ({ default: (await import('./editor/EquationEditor')).EquationEditor }));
const HelpDialog = lazy(async () => ({ default: (await import('./HelpDialog')).HelpDialog }));

/** The whole page. */
export function App() {
  const studio = useStudio();
  const narrow = useNarrow();
  // Null until it is first asked for.
  const [help, setHelp] = useState<boolean | null>(null);
  const editing = useStudioState((state) => state.editing);
  const theme = useStudioState((state) => state.theme);
  // Before the charts' own effects, which read the colours.
  useLayoutEffect(() => studio.setColours(applyTheme(theme)), [studio, theme]);
  const title = useStudioState((state) => state.view?.title);
  useEffect(() => {
    document.title = title ? `${title} - Nablab` : 'Nablab';
  }, [title]);
  useEffect(() => listenToKeys(studio, () => setHelp(true)), [studio]);
  useFileDrop();
  return (
    <>
      <div className="app" data-narrow={narrow}>
        <Boundary name="The top bar">
          <TopBar onHelp={() => setHelp(true)} />
        </Boundary>
        <Boundary name="The transport">
          <Transport />
        </Boundary>
        <Boundary name="The pictures">
          <PaneGrid />
        </Boundary>
        <Boundary name="The timeline">
          <Timeline />
        </Boundary>
        {narrow ? <NarrowPanels /> : <WidePanels />}
      </div>
      <Notices />
      <Boundary name="The editor" key={`editor ${Boolean(editing)}`}>
        <Suspense>{editing && <EquationEditor />}</Suspense>
      </Boundary>
      <Boundary name="Help">
        <Suspense>{help !== null && <HelpDialog open={help} onClose={() => setHelp(false)} />}</Suspense>
      </Boundary>
    </>
  );
}

function WidePanels() {
  return (
    <>
      <aside className="panel problem" aria-label="Problem">
        <Boundary name="The problem">
          <ProblemPanel />
        </Boundary>
      </aside>
      <aside className="panel method" aria-label="Method">
        <Boundary name="The method">
          <MethodPanel />
        </Boundary>
      </aside>
      <Below />
    </>
  );
}

function NarrowPanels() {
  const late = useLatePanels();
  return (
    <Tabs.Root className="tabs" defaultValue="problem" render={<section aria-label="Panels" />}>
      <Tabs.List className="tab-list" aria-label="Panels">
        <Tabs.Tab className="tab" value="problem">
          Problem
        </Tabs.Tab>
        <Tabs.Tab className="tab" value="method">
          Method
        </Tabs.Tab>
        <Tabs.Tab className="tab" value="charts">
          Charts
        </Tabs.Tab>
        {late.map(([name, title]) => (
          <Tabs.Tab key={name} className="tab" value={name}>
            {title}
          </Tabs.Tab>
        ))}
        <Tabs.Tab className="tab" value="view">
          View
        </Tabs.Tab>
        <Tabs.Indicator className="tab-mark" />
      </Tabs.List>
      <Tabs.Panel className="panel" value="problem">
        <Boundary name="The problem">
          <ProblemPanel />
        </Boundary>
      </Tabs.Panel>
      <Tabs.Panel className="panel" value="method">
        <Boundary name="The method">
          <MethodPanel />
        </Boundary>
      </Tabs.Panel>
      <Tabs.Panel className="panel" value="charts">
        <Boundary name="The charts">
          <Charts />
        </Boundary>
      </Tabs.Panel>
      {late.map(([name]) => (
        <Tabs.Panel key={name} className="panel" value={name}>
          <LatePanel name={name} />
        </Tabs.Panel>
      ))}
      <Tabs.Panel className="panel view-panel" value="view">
        <h2>Pictures</h2>
        <PaneCount />
        <h2>Speed</h2>
        <Speed />
        <h2>Scene file</h2>
        <FileButtons />
        <h2>Light or dark</h2>
        <ThemeButton />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

/** A scene file dropped anywhere on the page is opened. */
function useFileDrop(): void {
  const studio = useStudio();
  useEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void openFile(studio, file);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, [studio]);
}
