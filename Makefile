# One entry point. Each target is one line of Maven or of bin/millrace.
MVN ?= mvn -B

.PHONY: build format check test verify bench golden docs run clean

build: ## jar, job jar and class path, without tests
	$(MVN) -q package -DskipTests
format: ## rewrite the Java sources in the house format
	$(MVN) -q spotless:apply
check: ## compile with all checks, and the format
	$(MVN) -q test-compile spotless:check
test: ## unit tests
	$(MVN) test
verify: ## everything that CI runs
	$(MVN) verify
golden: ## rewrite the golden files from what the code does now; read the diff
	$(MVN) test -Dgolden.update=true
docs: ## rewrite the generated pages
	$(MVN) -q test -Ddocs.update=true -Dtest='*DocsTest'
run: build ## the demo
	bin/millrace demo
clean:
	$(MVN) -q clean
