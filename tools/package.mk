# Tools that the packages share.

$(DONE)/folder:
	@mkdir -p $(DONE) .build/dist
	@touch $@

$(DONE)/chromium: tools/install-chromium | $(DONE)/folder
	@$(STEP) chromium "Find or install Chromium and its driver" -- tools/install-chromium
	@touch $@

INSTALLED += $(DONE)/chromium

## Load

.PHONY: load

load: $(DONE)/demo-pytest $(DONE)/demo-vitest ## measure both servers: GetSecretValue per second over 16 connections, alone and with 1,100 idle and slow ones
	@$(STEP) load "Measure both servers" -- tools/measure-servers
	@cat .build/logs/load.log
