# One entry point. Each target is one line of Maven or of bin/millrace.
MVN ?= mvn -B

.PHONY: help build format check test verify chaos fuzz soak simulate bench bench-record bench-library bench-demux bench-passes bench-ladder bench-quality bench-sound bench-encode-latency bench-job bench-live bench-survival bench-publish golden docs run dist clean

# Benchmarks: where the job's work (3 GB free); and where objects go and the library's work (3 GB
# free): memory, so that no disk is measured. What is measured is held against docs/benchmarks.tsv;
# with BENCH_RECORD=true it is written there.
BENCH_DIR ?= /tmp/millrace-bench
BENCH_STORE ?= /dev/shm/millrace-bench
BENCH_RECORD ?= false
BENCH_CLASSES = -cp "target/test-classes:target/classes:$$(cat target/test.classpath)"
BENCH_JAVA = java -Xmx3g -Dbench.record=$(BENCH_RECORD) $(BENCH_CLASSES)
# As a TaskManager: the whole heap from the start.
BENCH_JOB_JAVA = java -Xms3g -Xmx3g -XX:+AlwaysPreTouch -XX:G1HeapRegionSize=4m -Dbench.record=$(BENCH_RECORD) $(BENCH_CLASSES)

# Runs of make chaos, faults in each, its seed and that of make simulate (0 for one of its own), whether one of its streams
# has a ladder, and kinds of faults with commas between (docs/chaos.md; none for all).
RUNS ?= 10
PER_RUN ?= 20
SEED ?= 0
LADDER ?= yes
FAULTS ?=

FUZZ_RUNS ?= 1000000
SCHEDULES ?= 100000
FUZZ ?=

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 18
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
chaos: build target/test.classpath ## RUNS runs of PER_RUN faults on a cluster of processes, by SEED; every object is compared
	java -Xmx2g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $(BENCH_CLASSES) io.millrace.chaos.Chaos target/chaos "$$(ls target/millrace-*-job.jar)" "$$(ls target/millrace-*-entry.jar)" target/lib $(RUNS) $(PER_RUN) $(SEED) $(LADDER) $(FAULTS)
fuzz: build target/test.classpath ## FUZZ_RUNS inputs for each parser, or for those in FUZZ; finds lie in target/fuzz
	mkdir -p target/fuzz
	java $(BENCH_CLASSES) io.millrace.fuzz.FuzzRun target/fuzz $(FUZZ_RUNS) 1 $(FUZZ)
bench: ## every figure of docs/benchmarks.md; fails if one is worse than recorded
	$(MAKE) -k -j1 bench-library bench-demux bench-publish bench-ladder bench-quality bench-sound bench-encode-latency bench-job bench-live bench-survival
bench-record: ## the same, and records what was measured; read the diff
	$(MAKE) bench BENCH_RECORD=true
target/test.classpath: pom.xml
	$(MVN) -q test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -DincludeScope=test
bench-library: build target/test.classpath ## file to HLS against ffmpeg -c copy, CPU seconds per GB
	$(BENCH_JAVA) io.millrace.bench.LibraryBench $(BENCH_STORE) 600 3
bench-demux: build target/test.classpath ## each demuxer alone, CPU seconds per GB
	$(BENCH_JAVA) io.millrace.bench.DemuxBench $(BENCH_STORE) 128 25
bench-passes: build target/test.classpath ## containers that only FFmpeg reads, in a worker against in this process, CPU seconds per GB
	$(BENCH_JAVA) io.millrace.bench.PassBench $(BENCH_STORE) 128 5
bench-ladder: build target/test.classpath ## camera footage to a ladder against ffmpeg, CPU seconds
	$(BENCH_JAVA) io.millrace.bench.LadderBench $(BENCH_STORE) 5
bench-quality: build target/test.classpath ## what segments of their own cost a ladder, bytes at equal PSNR
	$(BENCH_JAVA) io.millrace.bench.LadderQualityBench $(BENCH_STORE)
bench-sound: build target/test.classpath ## AC-3 of six channels to AAC stereo against ffmpeg, CPU seconds
	$(BENCH_JAVA) io.millrace.bench.SoundBench $(BENCH_STORE) 5
bench-encode-latency: build target/test.classpath ## last byte of a segment in Kafka to listed, with a live ladder
	$(BENCH_JOB_JAVA) io.millrace.bench.EncodeLatencyBench $(BENCH_DIR) $(BENCH_STORE) 48
bench-job: build target/test.classpath ## Kafka to store against kafka-consumer-perf-test, MB/s
	$(BENCH_JOB_JAVA) io.millrace.bench.JobBench $(BENCH_DIR) 200 8 10 $(BENCH_STORE)
bench-live: build target/test.classpath ## latency, CPU and heap with 10 to 300 live streams; 8 GB free in BENCH_STORE
	$(BENCH_JOB_JAVA) io.millrace.bench.LiveBench $(BENCH_DIR) $(BENCH_STORE) 20 100 10 100 200 300
bench-publish: build target/test.classpath ## publishing by the rules against writing blindly, CPU seconds
	$(BENCH_JAVA) -XX:+UseSerialGC io.millrace.bench.PublishBench $(BENCH_DIR) $(BENCH_STORE) 30
bench-survival: build target/test.classpath ## what it costs to survive: checkpoint size, catching up
	$(BENCH_JOB_JAVA) io.millrace.bench.SurvivalBench $(BENCH_DIR) $(BENCH_STORE) 10 60
soak: build target/test.classpath ## native memory over 10,000 segments, and half an hour at 23.976, 29.97 and 59.94 pictures a second
	java -Xmx128m -XX:+UseSerialGC $(BENCH_CLASSES) io.millrace.bench.MemorySoak 10000
	java $(BENCH_CLASSES) io.millrace.bench.DriftSoak $(BENCH_STORE) 30
simulate: build target/test.classpath ## the protocol of publishing in SCHEDULES orders of failures, from seed SEED
	java $(BENCH_CLASSES) io.millrace.publish.PublishingSimulation $(SCHEDULES) $(SEED)
golden: ## rewrite the golden files from what the code does now; read the diff
	$(MVN) test -Dgolden.update=true
docs: ## rewrite the generated pages
	$(MVN) -q test -Ddocs.update=true -Dtest='*DocsTest'
run: build ## the demo
	bin/millrace demo
dist: build ## what an operator copies: job jar and FFmpeg's jars for Flink's lib folder, configuration; and the jar to submit
	rm -rf target/dist
	$(MVN) -q dependency:copy-dependencies -DincludeGroupIds=org.bytedeco -DincludeScope=runtime -DoutputDirectory=target/dist/lib
	mkdir -p target/dist/conf
	cp flink-conf/config.yaml target/dist/conf/
	cp target/millrace-*-job.jar target/dist/lib/
	cp target/millrace-*-entry.jar target/dist/
clean:
	$(MVN) -q clean
