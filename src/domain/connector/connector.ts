/** A way out of the house (spec 05): how messages reach phones, mailboxes, chat groups and other systems. */
export type ConnectorSettings =
  /** Robots of chat groups: the address holds their key. */
  | { readonly kind: 'wecom_robot'; readonly address: string }
  /** With a secret, each message is signed. */
  | { readonly kind: 'dingtalk_robot' | 'feishu_robot'; readonly address: string; readonly secret: string }
  /** Messages of an application to its people. */
  | {
      readonly kind: 'wecom_app';
      readonly base: string;
      readonly corpId: string;
      readonly agentId: number;
      readonly secret: string;
    }
  | {
      readonly kind: 'email';
      /** The address of the environment is used instead of what follows. */
      readonly fromEnvironment: boolean;
      readonly host: string;
      readonly port: number;
      readonly security: 'tls' | 'starttls' | 'none';
      readonly user: string;
      readonly password: string;
      /** Whom it comes from: `工单 <gongdan@example.com>`. */
      readonly from: string;
    }
  /** Any provider that is asked over HTTP; `{phone}` and `{text}` are filled in. */
  | {
      readonly kind: 'sms';
      readonly address: string;
      readonly method: 'GET' | 'POST';
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
      readonly body: string;
      /** What the answer holds where the message was taken; empty: any answer of 200 to 299. */
      readonly accepted: string;
    }
  /** Another system: each call is signed with the secret, and the time. */
  | { readonly kind: 'webhook'; readonly address: string; readonly secret: string };

export type ConnectorKind = ConnectorSettings['kind'];

export const CONNECTOR_KINDS = [
  'wecom_robot',
  'dingtalk_robot',
  'feishu_robot',
  'wecom_app',
  'email',
  'sms',
  'webhook',
] as const satisfies readonly ConnectorKind[];

export const ROBOT_KINDS = ['wecom_robot', 'dingtalk_robot', 'feishu_robot'] as const;
export type RobotKind = (typeof ROBOT_KINDS)[number];

/** What is kept encrypted and never shown again; the rest stands in the open. */
export const SECRET_SETTINGS: Readonly<Record<ConnectorKind, readonly string[]>> = {
  wecom_robot: ['address'],
  dingtalk_robot: ['address', 'secret'],
  feishu_robot: ['address', 'secret'],
  wecom_app: ['secret'],
  email: ['password'],
  sms: ['address', 'headers'],
  webhook: ['secret'],
};

/** Messages a minute where an administrator says nothing else; null: as many as there are. */
export const PACE: Readonly<Record<ConnectorKind, number | null>> = {
  wecom_robot: 20,
  dingtalk_robot: 20,
  feishu_robot: 100,
  wecom_app: 600,
  email: 60,
  sms: 60,
  webhook: null,
};
