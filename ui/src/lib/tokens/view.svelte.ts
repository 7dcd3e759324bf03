import type { Sort } from '../grid/columns';
import { NOTHING, type Selection } from '../grid/selection';
import type { Filter } from './badge';

/** How the list is looked at. Kept while the window is open, so that it is the same after a visit elsewhere. */
class ListView {
  query = $state('');
  filter = $state<Filter>('all');
  sort = $state.raw<Sort>(null);
  /** The chosen rows. */
  selection = $state.raw<Selection>(NOTHING);

  /** Shows the tokens of one standing, whatever was searched before. */
  only(filter: Filter): void {
    this.query = '';
    this.filter = filter;
  }

  /** Makes sure that nothing hides a token. */
  showEverything(): void {
    this.only('all');
  }
}

/** The view of the token list. */
export const listView = new ListView();
