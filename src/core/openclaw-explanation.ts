/** What was found where on the way to the owner, for people and without any secret: each part says which rule chose it. */
export interface ChannelExplanation {
  readonly state: { readonly path: string; readonly rule: string };
  readonly config: {
    readonly path: string;
    readonly rule: string;
    readonly isRead: boolean;
    readonly problems: readonly string[];
  };
  /** Every file that was read, for a look at who may read them. */
  readonly files: readonly string[];
  /** Where variables are looked up, the first that has one wins. */
  readonly variables: readonly string[];
  readonly target: {
    readonly value: string | undefined;
    readonly from: string | undefined;
    readonly tried: readonly string[];
  };
  readonly account: {
    readonly id: string;
    readonly from: string;
    readonly isKnown: boolean;
    readonly isEnabled: boolean;
  };
  readonly token: Finding;
  readonly program: Finding;
  readonly apiRoot: Finding;
  readonly proxy: Finding;
  readonly gateway: { readonly port: number | undefined; readonly from: string };
}

export type Finding =
  | { readonly kind: 'found'; readonly what: string; readonly from: string }
  | {
      readonly kind: 'missing';
      readonly detail: string;
      readonly mend: string;
      readonly tried: readonly string[];
    };
