import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand to the right, in a table's columns. */
  readonly isFigure?: boolean;
}

/** Rows under headings; on a phone each row becomes a card, and its cells say their headings themselves. */
export function Table<Row>(props: {
  /** What the table is of, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}) {
  return (
    <table class="table">
      <caption class="unseen">{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map(({ title, isFigure }) => (
            <th key={title} scope="col" class={isFigure === true ? 'figure' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.keyOf(row)}>
            {props.columns.map(({ title, cell, isFigure }) => (
              <td key={title} data-title={title} class={isFigure === true ? 'figure' : undefined}>
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
