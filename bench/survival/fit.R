# The same estimates as `titian survival`, with R's survival package.
# Rscript fit.R km|cox FILE: prints seconds of CPU for reading and for fitting,
# then the figures that must agree with ours.
suppressMessages(library(survival))
args <- commandArgs(trailingOnly = TRUE)
cpu <- function(expr) {
  t <- system.time(expr)
  t[["user.self"]] + t[["sys.self"]]
}
reading <- cpu(d <- read.csv(args[2], stringsAsFactors = TRUE))
if (args[1] == "km") {
  fitting <- cpu({
    fit <- survfit(Surv(time, event) ~ aid, data = d, conf.type = "log-log")
    at <- summary(fit, times = c(365, 730))
    test <- survdiff(Surv(time, event) ~ aid, data = d)
  })
  figures <- c(at$surv, at$lower, at$upper, test$chisq)
} else {
  fitting <- cpu({
    fit <- coxph(Surv(time, event) ~ aid + age + prior + work + parole, data = d)
    check <- cox.zph(fit)
    curve <- summary(survfit(Surv(time, event) ~ 1, data = d), times = 365)
  })
  figures <- c(coef(fit), sqrt(diag(fit$var)), fit$loglik, summary(fit)$concordance[1], check$table[, 1])
}
cat(sprintf("%.3f %.3f\n", reading, fitting))
cat(sprintf("%.12g", figures), sep = "\n")
cat("\n")
