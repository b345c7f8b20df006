import type { Knex } from 'knex';
import { findSettings } from './settings.query.ts';

/** Whose product this is, as every page says it. */
export interface Company {
  readonly companyName: string;
  /** The fingerprint of the logo, a part of its address; null without one. */
  readonly logo: string | null;
}

/** For pages without anyone signed in; the frame of the others brings it along. */
export async function findCompany(db: Knex): Promise<Company> {
  const settings = await findSettings(db);
  return { companyName: settings.company_name, logo: settings.company_logo?.print ?? null };
}
