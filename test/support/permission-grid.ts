/**
 * Who may do what (spec 01 and 03), every cell by hand. One row is an action of a role; one column is how the person
 * stands to the ticket; the six signs of a cell are the statuses new, in_progress, waiting, returned, resolved, closed.
 *
 *   +  done          3  403: not theirs to do          9  409: not in this state          4  404: does not exist for them
 *
 * holder     they have it in hand
 * pool       it waits in a group of theirs, nobody has it
 * colleague  it is in a group of theirs, a colleague has it
 * creator    they made it; it is in other hands, in a group that is not theirs (so they can edit it no longer)
 * collab     they work along; likewise in other hands
 * stranger   nothing to do with it; in other hands
 * review     nothing to do with it; it waits in the pool of a review group that is not theirs
 *
 * What a role can never do is a 403 in every status. Then the state counts (409), then whose turn it is (403).
 */
const TIER1 = `
             holder  pool    colleague  creator  collab  stranger  review
  read       ++++++  ++++++  ++++++     ++++++   ++++++  ++++++    ++++++
  escalate   ++9+99  339399  339399     339399   339399  339399    339399
  accept     999999  +99+99  999999     999999   999999  999999    399399
  reassign   333333  333333  333333     333333   333333  333333    333333
  feedback   333333  333333  333333     333333   333333  333333    333333
  callback   333333  333333  333333     333333   333333  333333    333333
  return     333333  333333  333333     333333   333333  333333    333333
  wait       333333  333333  333333     333333   333333  333333    333333
  close      +++++9  333339  333339     333339   333339  333339    333339
  note       +++++9  333339  333339     333339   +++++9  333339    333339
  redispatch 333333  333333  333333     333333   333333  333333    333333
  transfer   333333  333333  333333     333333   333333  333333    333333
  resolve    9+9999  939999  939999     939999   939999  939999    939999
  reopen     333333  333333  333333     333333   333333  333333    333333
  urge       +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  append     +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  save       333333  333333  333333     333333   333333  333333    333333
  edit       333339  333339  333339     999999   333339  333339    333339`;

// Reads what waits for review, in whichever group, and what is theirs; acts in their own review group.
const REVIEWER = `
             holder  pool    colleague  creator  collab  stranger  review
  read       ++++++  +++++4  +++++4     ++++++   ++++++  444444    +++++4
  escalate   333333  333334  333334     333333   333333  444444    333334
  accept     999999  +99+94  999994     999999   999999  444444    399394
  reassign   +++++9  +++++4  +++++4     333339   333339  444444    333334
  feedback   333333  333334  333334     333333   333333  444444    333334
  callback   333333  333334  333334     333333   333333  444444    333334
  return     +++999  +++994  +++994     333999   333999  444444    333994
  wait       333333  333334  333334     333333   333333  444444    333334
  close      333333  333334  333334     333333   333333  444444    333334
  note       +++++9  +++++4  +++++4     333339   +++++9  444444    333334
  redispatch +++++9  +++++4  +++++4     333339   333339  444444    333334
  transfer   333333  333334  333334     333333   333333  444444    333334
  resolve    333333  333334  333334     333333   333333  444444    333334
  reopen     333333  333334  333334     333333   333333  444444    333334
  urge       333333  333334  333334     333333   333333  444444    333334
  append     333333  333334  333334     333333   333333  444444    333334
  save       333333  333334  333334     333333   333333  444444    333334
  edit       333339  333334  333334     999999   333339  444444    333334`;

const AFTER_SALES = `
             holder  pool    colleague  creator  collab  stranger  review
  read       ++++++  ++++++  ++++++     ++++++   ++++++  ++++++    ++++++
  escalate   333333  333333  333333     333333   333333  333333    333333
  accept     999999  +99+99  999999     999999   999999  999999    399399
  reassign   +++++9  333339  333339     333339   333339  333339    333339
  feedback   +++++9  333339  333339     333339   +++++9  333339    333339
  callback   +++++9  333339  333339     333339   333339  333339    333339
  return     +++999  333999  333999     333999   333999  333999    333999
  wait       ++9+99  339399  339399     339399   339399  339399    339399
  close      +++++9  333339  333339     333339   333339  333339    333339
  note       +++++9  333339  333339     333339   +++++9  333339    333339
  redispatch +++++9  333339  333339     333339   333339  333339    333339
  transfer   +++++9  333339  333339     333339   333339  333339    333339
  resolve    9+9999  939999  939999     939999   939999  939999    939999
  reopen     333333  333333  333333     333333   333333  333333    333333
  urge       333333  333333  333333     333333   333333  333333    333333
  append     333333  333333  333333     333333   333333  333333    333333
  save       +++++9  333339  333339     333339   333339  333339    333339
  edit       333333  333333  333333     333333   333333  333333    333333`;

// The one exception to "what they can't read does not exist": who comes second to accept is told who has it (spec 01).
const ANSWERING = `
             holder  pool    colleague  creator  collab  stranger  review
  read       ++++++  +++++4  444444     ++++++   ++++++  444444    444444
  escalate   333333  333334  444444     333333   333333  444444    444444
  accept     999999  +99+94  999994     999999   999999  444444    444444
  reassign   333333  333334  444444     333333   333333  444444    444444
  feedback   +++++9  333334  444444     333339   +++++9  444444    444444
  callback   333333  333334  444444     333333   333333  444444    444444
  return     +++999  333994  444444     333999   333999  444444    444444
  wait       333333  333334  444444     333333   333333  444444    444444
  close      333333  333334  444444     333333   333333  444444    444444
  note       +++++9  333334  444444     333339   +++++9  444444    444444
  redispatch 333333  333334  444444     333333   333333  444444    444444
  transfer   333333  333334  444444     333333   333333  444444    444444
  resolve    333333  333334  444444     333333   333333  444444    444444
  reopen     333333  333334  444444     333333   333333  444444    444444
  urge       333333  333334  444444     333333   333333  444444    444444
  append     333333  333334  444444     333333   333333  444444    444444
  save       +++++9  333334  444444     333339   333339  444444    444444
  edit       333333  333334  444444     333333   333333  444444    444444`;

// Whoever it is with; but nobody calls back, or waits for a customer, for a ticket that nobody has in hand.
const ADMINISTRATOR = `
             holder  pool    colleague  creator  collab  stranger  review
  read       ++++++  ++++++  ++++++     ++++++   ++++++  ++++++    ++++++
  escalate   ++9+99  ++9+99  ++9+99     ++9+99   ++9+99  ++9+99    ++9+99
  accept     999999  +99+99  999999     999999   999999  999999    +99+99
  reassign   +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  feedback   +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  callback   +++++9  999999  +++++9     +++++9   +++++9  +++++9    999999
  return     +++999  +++999  +++999     +++999   +++999  +++999    +++999
  wait       ++9+99  999999  ++9+99     ++9+99   ++9+99  ++9+99    999999
  close      +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  note       +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  redispatch +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  transfer   +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  resolve    9+9999  999999  9+9999     9+9999   9+9999  9+9999    999999
  reopen     99999+  99999+  99999+     99999+   99999+  99999+    99999+
  urge       +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  append     +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  save       +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9
  edit       +++++9  +++++9  +++++9     +++++9   +++++9  +++++9    +++++9`;

export const STATUS_COLUMNS = ['new', 'in_progress', 'waiting', 'returned', 'resolved', 'closed'] as const;
export const RELATIONS = ['holder', 'pool', 'colleague', 'creator', 'collab', 'stranger', 'review'] as const;
export type GridRelation = (typeof RELATIONS)[number];

/** Per action, per relation, six signs. */
export type Grid = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The seven built-in roles: what they may do to a ticket, and whether they may make one. */
export const ROLE_GRIDS = {
  tier1_agent: { grid: read(TIER1), creates: true, createsAndCloses: true },
  reviewer: { grid: read(REVIEWER), creates: true, createsAndCloses: false },
  after_sales_agent: { grid: read(AFTER_SALES), creates: false, createsAndCloses: false },
  operations: { grid: read(ANSWERING), creates: false, createsAndCloses: false },
  engineering: { grid: read(ANSWERING), creates: false, createsAndCloses: false },
  ticket_admin: { grid: read(ADMINISTRATOR), creates: true, createsAndCloses: true },
  super_admin: { grid: read(ADMINISTRATOR), creates: true, createsAndCloses: true },
} as const;
export type GridRole = keyof typeof ROLE_GRIDS;

/**
 * What one permission with one scope comes to, for somebody who reads everything: the same relations, each with one sign.
 * The tickets are in progress where somebody has them, new where they wait, and closed for whoever reopens.
 */
const BY_SCOPE = `
                    holder  pool  colleague  creator  collab  stranger  review
  accept/groups     9       +     9          9        9       9         3
  accept/all        9       +     9          9        9       9         +
  escalate/mine     +       3     3          3        3       3         3
  escalate/groups   +       +     +          3        3       3         3
  escalate/all      +       +     +          +        +       +         +
  reassign/mine     +       3     3          3        3       3         3
  reassign/groups   +       +     +          3        3       3         3
  reassign/all      +       +     +          +        +       +         +
  redispatch/mine   +       3     3          3        3       3         3
  redispatch/groups +       +     +          3        3       3         3
  redispatch/all    +       +     +          +        +       +         +
  transfer/mine     +       3     3          3        3       3         3
  transfer/groups   +       +     +          3        3       3         3
  transfer/all      +       +     +          +        +       +         +
  feedback/mine     +       3     3          3        +       3         3
  feedback/groups   +       +     +          3        +       3         3
  feedback/all      +       +     +          +        +       +         +
  callback/mine     +       3     3          3        3       3         3
  callback/groups   +       9     +          3        3       3         3
  callback/all      +       9     +          +        +       +         9
  return/mine       +       3     3          3        3       3         3
  return/groups     +       +     +          3        3       3         3
  return/all        +       +     +          +        +       +         +
  wait/mine         +       3     3          3        3       3         3
  wait/groups       +       9     +          3        3       3         3
  wait/all          +       9     +          +        +       +         9
  resolve/mine      +       9     3          3        3       3         9
  resolve/groups    +       9     +          3        3       3         9
  resolve/all       +       9     +          +        +       +         9
  close/mine        +       3     3          3        3       3         3
  close/groups      +       +     +          3        3       3         3
  close/all         +       +     +          +        +       +         +
  reopen/mine       +       3     3          3        3       3         3
  reopen/groups     +       +     +          3        3       3         3
  reopen/all        +       +     +          +        +       +         +
  urge/mine         +       3     3          3        3       3         3
  urge/groups       +       +     +          3        3       3         3
  urge/all          +       +     +          +        +       +         +
  append/mine       +       3     3          3        3       3         3
  append/groups     +       +     +          3        3       3         3
  append/all        +       +     +          +        +       +         +
  save/mine         +       3     3          3        3       3         3
  save/groups       +       +     +          3        3       3         3
  save/all          +       +     +          +        +       +         +
  note/mine         +       3     3          3        +       3         3
  note/groups       +       +     +          3        +       3         3
  note/all          +       +     +          +        +       +         +
  edit/mine         3       3     3          9        3       3         3
  edit/groups       +       +     +          9        3       3         3
  edit/all          +       +     +          +        +       +         +
  link/mine         +       3     3          3        3       3         3
  link/groups       +       +     +          3        3       3         3
  link/all          +       +     +          +        +       +         +
  merge/mine        +       3     3          3        3       3         3
  merge/groups      +       +     +          3        3       3         3
  merge/all         +       +     +          +        +       +         +`;

/** What each scope of reading shows: the same relations, the sign of the open ticket and that of the closed one. */
const READING_BY_SCOPE = `
          holder  pool  colleague  creator  collab  stranger  review
  mine    ++      44    44         ++       ++      44        44
  review  ++      44    44         ++       ++      44        +4
  pool    ++      +4    44         ++       ++      44        44
  groups  ++      ++    ++         ++       ++      44        44
  all     ++      ++    ++         ++       ++      ++        ++`;

/** One permission with one scope at a time (`close/mine`), for the roles that administrators compose. */
export const SCOPE_GRID: Grid = read(BY_SCOPE);
export const READING_GRID: Grid = read(READING_BY_SCOPE);

function read(text: string): Grid {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return Object.fromEntries(
    rows.map(([action = '', ...cells]) => [
      action,
      Object.fromEntries(head.map((relation, at) => [relation, cells[at] ?? ''])),
    ]),
  );
}
