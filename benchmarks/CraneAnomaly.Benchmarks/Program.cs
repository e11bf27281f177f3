using BenchmarkDotNet.Running;
using CraneAnomaly.Benchmarks;
using CraneAnomaly.Benchmarks.Cells;
using CraneAnomaly.Benchmarks.Comparison;
using CraneAnomaly.Benchmarks.Gates;
using CraneAnomaly.Benchmarks.Live;
using CraneAnomaly.Benchmarks.Ports;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Sinks;
using CraneAnomaly.Benchmarks.Telemetry;

// A verb runs one of the programs that write reports or a capture; without one, BenchmarkDotNet takes the arguments.
try
{
    switch (args.FirstOrDefault())
    {
        case "compare": return CompareVerb.Run(new(args));
        case "profile": return ProfileVerb.Run(new(args));
        case "memory": return MemoryVerb.Run(new(args));
        case "first-alert": return FirstAlertVerb.Run(new(args));
        case "parts": return PartsVerb.Run(new(args));
        case "telemetry": return TelemetryVerb.Run(new(args));
        case "gates": return GatesVerb.Run(new(args));
        case "cells": return CellsVerb.Run(new(args));
        case "live": return LiveVerb.Run(new(args));
        case "formats": return FormatsVerb.Run(new(args));
        case "port": return PortVerb.Run(new(args));
        case "generate": return GenerateVerb.Run(new(args));
    }
}
catch (UsageException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(ShortRun).Assembly).Run(args, new ShortRun(args)).ToList();
return summaries.Any(PartsVerb.Failed) ? 1 : 0;
