import './panel.css';

import { connectClient } from '../../src/protocol/channel';
import { panelContract } from '../../src/protocol/panel';
import { hostPort } from '../shared/port';

const host = connectClient(panelContract, hostPort);
void host.request('ready', {}).then((state) => {
  document.body.textContent = state.engine.detail;
});
