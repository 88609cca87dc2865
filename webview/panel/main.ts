import './panel.css';

import { connectClient } from '../../src/channel/channel';
import { panelContract } from '../../src/contracts/panel';
import { hostPort } from '../shared/port';
import { PanelApp } from './app';

const root = document.createElement('div');
root.id = 'app';
document.body.append(root);

const host = connectClient(panelContract, hostPort, {
  onProblem: (problem) => {
    console.error(problem);
  },
});
void new PanelApp(host, root).load();
