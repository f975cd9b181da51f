import { resolve } from 'node:path';
import { createLogNotifier } from '../adapters/notify/log/log-notifier.ts';
import { readWebhookUrl } from '../adapters/notify/webhook/read-webhook-url.ts';
import { WebhookNotifier } from '../adapters/notify/webhook/webhook-notifier.ts';
import type { HomeFolder } from '../config/home.ts';
import type { Config } from '../config/schema.ts';
import type { Notice, Notifier, Severity } from '../ports/notifier.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];

/** The notifiers that a configuration names, as one. Errors: `NOTIFY_URL_INVALID`. */
export function openNotifiers(config: Config, folder: string, home: HomeFolder): Notifier {
  const log = createLogNotifier({ folder: home.logs });
  const routes: { readonly least: Severity; readonly notifier: Notifier }[] = [{ least: config.notify.log.severity, notifier: log }];
  const { webhook } = config.notify;
  if (webhook !== undefined) {
    const notifier = new WebhookNotifier({
      url: readWebhookUrl(resolve(folder, webhook.urlFile)),
      onFailure: (error, notice) => void log.notify({ ts: notice.ts, severity: 'warning', code: error.code, text: error.message }),
    });
    routes.push({ least: webhook.severity, notifier });
  }
  return {
    notify: async (notice: Notice) => {
      const wanted = routes.filter(({ least }) => SEVERITIES.indexOf(notice.severity) >= SEVERITIES.indexOf(least));
      await Promise.all(wanted.map(({ notifier }) => notifier.notify(notice)));
    },
    close: async () => {
      for (const { notifier } of [...routes].reverse()) await notifier.close();
    },
  };
}
