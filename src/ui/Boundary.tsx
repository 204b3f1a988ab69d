import { Component, type ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly children: ReactNode;
}

interface State {
  /** What went wrong; null where nothing did. */
  readonly message: string | null;
  readonly failures: number;
}

/** Keeps a failing panel from taking the page along. */
export class Boundary extends Component<Props, State> {
  override state: State = { message: null, failures: 0 };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(): void {
    this.setState(({ failures }) => ({ failures: failures + 1 }));
  }

  override render(): ReactNode {
    const { message, failures } = this.state;
    if (message === null) return this.props.children;
    // What could not be loaded once is not asked for again before the page is.
    const isHopeless = failures > 1;
    const again = isHopeless ? () => location.reload() : () => this.setState({ message: null });
    return (
      <div className="panel-failed" role="alert">
        <p>
          {this.props.name} could not be shown: {message}
        </p>
        <button type="button" className="button" onClick={again}>
          {isHopeless ? 'Reload the page' : 'Try again'}
        </button>
      </div>
    );
  }
}
