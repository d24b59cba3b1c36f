package dev.komodo.graph;

final class GraphParser {}
