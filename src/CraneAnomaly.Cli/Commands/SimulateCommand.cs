using System.CommandLine;
using System.Text.Json;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>simulate</c>: labelled telemetry and traffic of a port that does not exist.</summary>
internal static class SimulateCommand
{
    private const int MostCranes = 1_000;
    private const double MostHours = 24 * 366;

    private static readonly Dictionary<string, SimulatedVariant> s_variants =
        Enum.GetValues<SimulatedVariant>().ToDictionary(variant => JsonNamingPolicy.KebabCaseLower.ConvertName(variant.ToString()));

    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario") { Description = "What happens; --list names them all." };
        var cranes = Number("--cranes", 4, $"How many cranes, 1 to {MostCranes}.", n => n is >= 1 and <= MostCranes);
        var hours = Number("--hours", 1.0, "How long, in hours of event time.", h => h is > 0 and <= MostHours);
        var rate = Number("--rate", 10.0, "Rows a second and crane, 0.1 to 50.", r => r is >= 0.1 and <= 50);
        var seed = CommonOptions.Seed();
        var start = CommonOptions.Time("--start", "Event time of the first row (RFC 3339); 2026-03-02T06:30:00Z by default.");
        var strength = Number<double?>("--strength", null,
            "How strong the scenario is, as a share: 0.1 takes a tenth of the speed away.", s => s is > 0 and <= 1);
        var noise = Number("--noise", 1.0, "Factor on the noise of sensors and plateaus, 0 to 100.", n => n is >= 0 and <= 100);
        var variant = new Option<string>("--variant")
        {
            Description = $"Physics built otherwise, which nothing is tuned to: {string.Join(", ", s_variants.Keys)}.",
            DefaultValueFactory = _ => "none",
        };
        variant.AcceptOnlyFromAmong([.. s_variants.Keys]);
        var traffic = new Option<bool>("--traffic") { Description = "Write the Modbus/TCP traffic of the same minutes too." };
        var format = new Option<string>("--format")
        {
            Description = "Telemetry as csv, tic (TIC 4.0 nested JSON) or tic-flat.",
            DefaultValueFactory = _ => "csv",
        };
        format.AcceptOnlyFromAmong("csv", "tic", "tic-flat");
        var gzip = new Option<bool>("--gzip") { Description = "Compress the telemetry." };
        var output = CommonOptions.Out("The folder to write to: empty, or with nothing in it but what simulate writes.");
        var list = new Option<bool>("--list") { Description = "Print the scenarios." };
        Option[] ofPorts = [cranes, hours, rate, seed, start, strength, noise, variant, traffic, format, gzip];
        var command = new Command("simulate", "Writes labelled telemetry and traffic of a simulated port.") { scenario };
        foreach (var option in (Option[])[.. ofPorts, output, list]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(list)) return;
            if (result.GetValue(scenario) is not { } name) result.AddError("--scenario is required; --list names them all.");
            else if (!Simulation.Scenarios.Any(s => s.Name == name))
                result.AddError($"No scenario is named '{name}'; --list names them all.");
            else if (name == Simulation.DataSet && ofPorts.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } given)
                result.AddError($"{given.Name} does not go with --scenario {name}, which is a data set and always the same.");
            if (result.GetValue(output) is null) result.AddError("--out is required: the folder to write to.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                List();
                return ExitCode.Done;
            }

            string folder = parsed.GetValue(output)!;
            CheckFolder(folder);
            var options = new SimulationOptions
            {
                Scenario = parsed.GetValue(scenario)!,
                Cranes = parsed.GetValue(cranes),
                Duration = TimeSpan.FromHours(parsed.GetValue(hours)),
                RateHz = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                Strength = parsed.GetValue(strength),
                Noise = parsed.GetValue(noise),
                Variant = s_variants[parsed.GetValue(variant)!],
                Traffic = parsed.GetValue(traffic),
                Gzip = parsed.GetValue(gzip),
                Format = parsed.GetValue(format) switch
                {
                    "csv" => TelemetryFormat.Csv,
                    "tic" => TelemetryFormat.Tic,
                    _ => TelemetryFormat.TicFlat,
                },
            };
            if (parsed.GetValue(start) is { } text && EventTime.TryParse(text, out long ns))
                options = options with { Start = DateTimeOffset.UnixEpoch.AddTicks(ns / 100) };
            Run(options, folder);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<T> Number<T>(string name, T standard, string description, Func<T, bool> fits)
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            // What is no number at all is told by the parser.
            if (result is { Implicit: false, Tokens.Count: > 0 } && result.Errors.Any() is false && !fits(result.GetValueOrDefault<T>()))
                result.AddError($"{name} {result.Tokens[0].Value} does not fit. {description}");
        });
        return option;
    }

    private static void List()
    {
        int width = Simulation.Scenarios.Max(s => s.Name.Length);
        foreach (var s in Simulation.Scenarios) Console.Out.WriteLine($"{s.Name.PadRight(width)}  {s.Description}");
    }

    // Beside data there may be what people write about it. Anything else would be taken for a part of the run.
    private static void CheckFolder(string folder)
    {
        if (File.Exists(folder)) throw new UnusableException($"{folder}: is a file; name a folder.");
        if (!Directory.Exists(folder)) return;
        string? other = Directory.EnumerateFileSystemEntries(folder)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !Simulation.FileNames.Contains(name) && name != "README.md" && name[0] != '.')
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (other is not null)
            throw new UnusableException($"{folder}: holds {other}, which simulate did not write; name an empty folder.");
    }

    private static void Run(SimulationOptions options, string folder)
    {
        if (Console.IsErrorRedirected)
        {
            Simulation.Write(options, folder);
            return;
        }

        Simulation.Write(options, folder, share => Console.Error.Write($"\r{(int)(100 * share),3} %"));
        Console.Error.Write("\r     \r");
    }
}
