import type { ActorCtx } from '../../context.ts';
import { asGrants, type RoleGrants } from '../../domain/people/permission-scopes.ts';
import { type Actor, scopesOf } from '../../domain/people/permissions.ts';
import {
  judgeAction,
  type JudgedRule,
  type Refusal,
  type Situation,
} from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../domain/ticket/action-table.ts';
import { LINKING } from '../../domain/ticket/link.ts';
import { MERGING } from '../../domain/ticket/merging.ts';
import { canRead } from '../../domain/ticket/ticket.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findBench } from '../bench/bench.query.ts';
import { findUserName } from '../people/names.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findEditRefusal } from '../tickets/edit-offer.query.ts';
import { findSituation } from '../tickets/situation.query.ts';
import { countViews, viewsFor } from '../tickets/ticket-list.query.ts';
import { findVisible } from '../tickets/ticket.query.ts';

/** How the made-up person stands to the ticket, beside being in the chosen groups. */
export const STANDINGS = ['none', 'holder', 'creator', 'collaborator'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface SeeAsRequest {
  /** null for a role that is being made. */
  readonly roleId: number | null;
  readonly roleName: string;
  readonly grants: RoleGrants;
  readonly groupIds: readonly number[];
  /** As typed, in the form of a number; null for none. */
  readonly number: string | null;
  readonly standing: Standing;
}

export interface SeenAsRole {
  /** What the lists and the bench would show; null when the administrator can't see everything themselves. */
  readonly counts: { readonly views: Readonly<Record<string, number>>; readonly pool: number } | null;
  readonly ticket: SeenTicket | 'unknown' | null;
}

export interface SeenTicket {
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly assignee_name: string | null;
  readonly isReadable: boolean;
  /** Null where the action may be done, else why not. */
  readonly actions: readonly { readonly action: string; readonly refusal: Refusal | null }[];
}

/** An id that nobody has. */
const NOBODY = 0;

/**
 * What somebody with these grants would see, and could do with a ticket (spec 03): the product's own rules, asked for a
 * made-up person. It changes nothing, shows no ticket that the administrator can't read, and is noted in the audit log.
 */
export async function seeAsRole(ctx: ActorCtx, request: SeeAsRequest): Promise<SeenAsRole> {
  const { number, standing } = request;
  await recordAudit(ctx, {
    action: 'role_tried',
    actorId: ctx.actor.id,
    subjectType: 'role_trial',
    subjectId: request.roleId === null ? null : String(request.roleId),
    subjectName: request.roleName,
    changes: {
      ...(number !== null && { number }),
      ...(request.groupIds.length > 0 && { group_ids: request.groupIds.map(String) }),
      standing,
    },
  });
  return {
    counts: await countFor(ctx, madeUp(ctx, request, NOBODY)),
    ticket: number === null ? null : await tryTicket(ctx, request, number),
  };
}

function madeUp({ actor }: ActorCtx, { grants, groupIds }: SeeAsRequest, id: number): Actor {
  return { ...actor, id, name: '', username: '', departmentId: null, groupIds, grants: asGrants(grants) };
}

/** A count is a piece of knowledge too: whoever can't see all tickets is told none. */
async function countFor(ctx: ActorCtx, actor: Actor): Promise<SeenAsRole['counts']> {
  if (!scopesOf(ctx.actor, 'ticket.read').includes('all')) return null;
  const { poolCount } = await findBench({ ...ctx, actor });
  return { views: await countViews({ ...ctx, actor }, viewsFor(actor)), pool: poolCount };
}

async function tryTicket(
  ctx: ActorCtx,
  request: SeeAsRequest,
  number: string,
): Promise<SeenTicket | 'unknown'> {
  const row = await findVisible(ctx.db, ctx.actor, number);
  if (!row) return 'unknown';
  const { standing } = request;
  const id = standing === 'holder' ? row.assignee_id : standing === 'creator' ? row.creator_id : null;
  const actor = madeUp(ctx, request, id ?? NOBODY);
  const found = await findSituation(ctx.db, actor, row, await findSettings(ctx.db), ctx.now(), ctx.zone);
  const collaborator = standing === 'collaborator' || found.situation.relation.collaborator;
  const relation = { ...found.situation.relation, collaborator };
  const situation: Situation = { ...found.situation, relation };
  const isReadable = canRead(actor, situation.ticket, collaborator);
  return {
    number: row.number,
    title: row.title,
    status: row.status,
    assignee_name: row.assignee_id === null ? null : await findUserName(ctx.db, row.assignee_id),
    isReadable,
    actions: isReadable ? await judgeAll({ ...ctx, actor }, situation) : [],
  };
}

async function judgeAll(ctx: ActorCtx, situation: Situation): Promise<SeenTicket['actions']> {
  const rules: readonly JudgedRule[] = [...Object.values(ACTION_TABLE), LINKING, MERGING];
  const judged = rules
    .filter((rule) => rule.exists?.(situation) ?? true)
    .map((rule) => ({ action: rule.action, refusal: judgeAction(rule, situation) }));
  return [...judged, { action: 'edit', refusal: await findEditRefusal(ctx, situation.ticket) }];
}
