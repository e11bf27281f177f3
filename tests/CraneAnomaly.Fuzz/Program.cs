using CraneAnomaly.Fuzz;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Targets;

if (args is [WorkerArguments.Verb, ..])
{
    // First of all: instrumented code counts into it, and targets make their seeds with such code.
    var map = new CoverageMap();
    var worker = WorkerArguments.Read(args);
    using var current = CurrentInput.Open(worker.Folder.CurrentInput);
    new Worker(TargetCatalog.Find(worker.Target)!, worker.Folder, current, map, worker.Seed).Run(worker.Bounds);
    return 0;
}

var options = FuzzOptions.Read(args);
if (options is null || (options.Target is not null && TargetCatalog.Find(options.Target) is null))
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    Console.Error.WriteLine("Targets: " + string.Join(' ', TargetCatalog.All.Select(t => t.Name)));
    return 2;
}

if (options.List)
{
    foreach (var target in TargetCatalog.All) Console.WriteLine(target.Name);
    return 0;
}

if (options.Replay is not null)
{
    TargetCatalog.Find(options.Target!)!.Execute(File.ReadAllBytes(options.Replay));
    Console.WriteLine("nothing found");
    return 0;
}

var run = new FuzzRun(Path.Combine(AppContext.BaseDirectory, "fuzz"), options);
return options.Canary
    ? run.Canary() ? 0 : 1
    : run.Targets(options.Target is null ? TargetCatalog.All.Select(t => t.Name) : [options.Target]) ? 0 : 1;
