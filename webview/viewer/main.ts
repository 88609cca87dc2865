import './viewer.css';

import { connectClient } from '../../src/protocol/channel';
import { viewerContract } from '../../src/protocol/panel';
import { hostPort } from '../shared/port';

const host = connectClient(viewerContract, hostPort);
void host.request('ready', {}).then((state) => {
  document.body.textContent = state.name;
});
