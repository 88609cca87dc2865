import './viewer.css';

import { connectClient } from '../../src/channel/channel';
import { viewerContract } from '../../src/contracts/viewer';
import { hostPort } from '../shared/port';
import { ViewerApp } from './app';

const root = document.createElement('div');
root.id = 'app';
document.body.append(root);

const host = connectClient(viewerContract, hostPort, {
  onProblem: (problem) => {
    console.error(problem);
  },
});
void new ViewerApp(host, root).load();
