# Tools that the packages share.

$(DONE)/folder:
	@mkdir -p $(DONE) .build/dist
	@touch $@

$(DONE)/chromium: tools/install-chromium | $(DONE)/folder
	@$(STEP) chromium "Find or install Chromium and its driver" -- tools/install-chromium
	@touch $@

INSTALLED += $(DONE)/chromium
