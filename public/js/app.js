/* Attaches the behaviours to the page, and to every fragment that arrives later. Without them, forms are forms. */
import * as addRows from './behaviors/add-rows.js';
import * as buildConditions from './behaviors/build-conditions.js';
import * as chooseCategory from './behaviors/choose-category.js';
import * as closeMenus from './behaviors/close-menus.js';
import * as copyText from './behaviors/copy-text.js';
import * as countCharacters from './behaviors/count-characters.js';
import * as dismissFlash from './behaviors/dismiss-flash.js';
import * as dragTickets from './behaviors/drag-tickets.js';
import * as dropFile from './behaviors/drop-file.js';
import * as editTemplate from './behaviors/edit-template.js';
import * as editTree from './behaviors/edit-tree.js';
import * as filterOptions from './behaviors/filter-options.js';
import * as keepDrafts from './behaviors/keep-drafts.js';
import * as listenLive from './behaviors/listen-live.js';
import * as openDialog from './behaviors/open-dialog.js';
import * as pickPlaceholder from './behaviors/pick-placeholder.js';
import * as pressShortcuts from './behaviors/press-shortcuts.js';
import * as sayHere from './behaviors/say-here.js';
import * as searchChoice from './behaviors/search-choice.js';
import * as selectRows from './behaviors/select-rows.js';
import * as sendWithKeys from './behaviors/send-with-keys.js';
import * as showWhen from './behaviors/show-when.js';
import * as sortRows from './behaviors/sort-rows.js';
import * as submitOnce from './behaviors/submit-once.js';
import * as summarizeErrors from './behaviors/summarize-errors.js';
import * as tellTime from './behaviors/tell-time.js';
import * as tellTyping from './behaviors/tell-typing.js';
import * as uploadFiles from './behaviors/upload-files.js';
import * as walkLevels from './behaviors/walk-levels.js';

const behaviors = [
  keepDrafts,
  walkLevels, // these put other inputs in the place of some: before what hides, focuses or sends them
  searchChoice,
  addRows,
  showWhen,
  buildConditions,
  chooseCategory,
  closeMenus,
  copyText,
  countCharacters,
  dismissFlash,
  dragTickets,
  dropFile,
  editTemplate,
  editTree,
  filterOptions,
  listenLive,
  openDialog,
  pickPlaceholder,
  pressShortcuts,
  sayHere,
  selectRows,
  sendWithKeys,
  sortRows,
  submitOnce,
  summarizeErrors,
  tellTime,
  tellTyping,
  uploadFiles,
];

const attachAll = (root) => behaviors.forEach((behavior) => behavior.attach(root));

attachAll(document);
document.body.addEventListener('htmx:load', (event) => {
  if (event.target !== document.body) attachAll(event.target);
});
document.documentElement.dataset.wired = '';
