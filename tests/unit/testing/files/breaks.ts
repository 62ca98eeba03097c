throw new Error('This file breaks when it is loaded');
