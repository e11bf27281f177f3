using System.CommandLine;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>simulate</c>: labelled telemetry and traffic of a port that does not exist.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var scenario = new Option<string?>("--scenario") { Description = "What happens; --list names them all." };
        var output = CommonOptions.Out("The folder to write to; it must be empty or hold what simulate wrote before.");
        var list = new Option<bool>("--list") { Description = "Print the scenarios." };
        var command = new Command("simulate", "Writes labelled data of a simulated port.") { scenario, output, list };
        command.Validators.Add(result =>
        {
            if (result.GetValue(list)) return;
            if (result.GetValue(scenario) is not { } name) result.AddError("--scenario is required; --list names them all.");
            else if (!Simulation.Scenarios.Any(s => s.Name == name))
                result.AddError($"No scenario is named '{name}'; --list names them all.");
            if (result.GetValue(output) is null) result.AddError("--out is required: the folder to write to.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                int width = Simulation.Scenarios.Max(s => s.Name.Length);
                foreach (var s in Simulation.Scenarios) Console.Out.WriteLine($"{s.Name.PadRight(width)}  {s.Description}");
                return ExitCode.Done;
            }

            Simulation.Write(parsed.GetValue(scenario)!, parsed.GetValue(output)!);
            return ExitCode.Done;
        });
        return command;
    }
}
