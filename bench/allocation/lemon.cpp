// lemon solves an allocation round with LEMON's network simplex: the yardstick
// beside which Titian's own optimum is measured, on the same three files.
//
//   lemon people.csv offerings.csv pairs.csv
//
// It prints the largest sum of points and the CPU seconds of reading and
// solving. Ids may be any text without commas, as the generator writes them.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <unordered_map>
#include <vector>

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, long long>;

namespace {

double cpu() { return double(std::clock()) / CLOCKS_PER_SEC; }

// rows calls row with the fields of every line but the header.
template <class Row>
void rows(const char *path, Row row) {
  FILE *f = std::fopen(path, "r");
  if (!f) {
    std::perror(path);
    std::exit(2);
  }
  char line[1024];
  std::vector<char *> fields;
  bool header = true;
  while (std::fgets(line, sizeof line, f)) {
    if (header) {
      header = false;
      continue;
    }
    line[std::strcspn(line, "\r\n")] = 0;
    fields.clear();
    for (char *p = line; p;) {
      fields.push_back(p);
      p = std::strchr(p, ',');
      if (p) *p++ = 0;
    }
    row(fields);
  }
  std::fclose(f);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: lemon people.csv offerings.csv pairs.csv\n");
    return 2;
  }
  std::unordered_map<std::string, int> people, offerings;
  std::vector<int> places;
  rows(argv[1], [&](auto &f) { people.emplace(f[0], int(people.size())); });
  rows(argv[2], [&](auto &f) {
    offerings.emplace(f[0], int(offerings.size()));
    places.push_back(std::atoi(f[1]));
  });

  // source → person → offering → sink, and source → sink for those who stay out.
  Graph g;
  g.reserveNode(people.size() + offerings.size() + 2);
  std::vector<Graph::Node> person, offering;
  for (size_t i = 0; i < people.size(); i++) person.push_back(g.addNode());
  for (size_t j = 0; j < offerings.size(); j++) offering.push_back(g.addNode());
  Graph::Node source = g.addNode(), sink = g.addNode();

  std::vector<int> capacity;
  std::vector<long long> cost;
  auto arc = [&](Graph::Node a, Graph::Node b, int cap, long long c) {
    g.addArc(a, b);
    capacity.push_back(cap);
    cost.push_back(c);
  };
  for (auto p : person) arc(source, p, 1, 0);
  for (size_t j = 0; j < offering.size(); j++) arc(offering[j], sink, places[j], 0);
  arc(source, sink, int(people.size()), 0);
  rows(argv[3], [&](auto &f) {
    arc(person[people.at(f[0])], offering[offerings.at(f[1])], 1, -std::atoll(f[3]));
  });
  double read = cpu();

  Graph::ArcMap<int> caps(g);
  Graph::ArcMap<long long> costs(g);
  for (Graph::ArcIt a(g); a != lemon::INVALID; ++a) {
    caps[a] = capacity[g.id(a)];
    costs[a] = cost[g.id(a)];
  }
  Simplex simplex(g);
  simplex.upperMap(caps).costMap(costs).stSupply(source, sink, int(people.size()));
  if (simplex.run() != Simplex::OPTIMAL) {
    std::fprintf(stderr, "no optimum\n");
    return 1;
  }
  std::printf("{\"points\":%lld,\"read_cpu\":%.2f,\"solve_cpu\":%.2f}\n", -simplex.totalCost(), read, cpu() - read);
  return 0;
}
