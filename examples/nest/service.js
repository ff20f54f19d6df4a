import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { checkStock } from './clerk.js';

class StockController {
  check(article) {
    return checkStock(article);
  }
}
class AppModule {}

// What decorators do, for Node that does not have them: @Controller('stock'), @Get(':article'), @Param('article').
const { prototype } = StockController;
Param('article')(prototype, 'check', 0);
Get(':article')(prototype, 'check', Object.getOwnPropertyDescriptor(prototype, 'check'));
Controller('stock')(StockController);
Module({ controllers: [StockController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
const server = app.getHttpServer();
for (const article of ['tea', 'cocoa']) {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/stock/${article}`);
  console.log(answer.status, await answer.text());
}
server.closeAllConnections();
await app.close();
