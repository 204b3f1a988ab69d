import { Component, type ReactNode } from 'react';

/** Keeps a failing panel from taking the page along. */
export class Boundary extends Component<
  { readonly name: string; readonly children: ReactNode },
  { readonly message: string | null }
> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="panel-failed" role="alert">
        <p>
          {this.props.name} could not be shown: {this.state.message}
        </p>
        <button type="button" className="button" onClick={() => this.setState({ message: null })}>
          Try again
        </button>
      </div>
    );
  }
}
