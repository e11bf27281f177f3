using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>
/// Records some signals of a crane for minutes and plays them again, over and over, in the place of the real ones.
/// </summary>
internal sealed class ReplayScenario(ScenarioSetting setting, ScenarioLabel label, int[] places) : Scenario(setting)
{
    private const double RecordSeconds = 600;

    private double[] _tape = [];
    private int _length;
    private int _at;
    private double _began = -1;

    public override void Begin(SimulatedPort port)
    {
        base.Begin(port);
        int rows = (int)(Math.Min(RecordSeconds, Setting.Start) * port.Options.RateHz);
        _tape = new double[Math.Max(1, rows) * places.Length];
    }

    public override void OnSample(SimulatedCrane crane, CraneSample sample)
    {
        if (!IsMine(crane)) return;
        int rows = _tape.Length / places.Length;
        if (!IsOn)
        {
            // The tape is what was last sent before it plays.
            if (Port.Time < Setting.Start) Record(sample, _length++ % rows);
            return;
        }

        if (_began < 0)
        {
            Began = _began = Port.Time;
            _at = _length % rows;
        }

        int row = _at++ % Math.Max(1, Math.Min(rows, _length));
        for (int i = 0; i < places.Length; i++) sample.Numbers[places[i]] = _tape[(row * places.Length) + i];
    }

    public override void Finish()
    {
        if (_began < 0) return;
        Port.Add(new SimulatedEvent(
            Port.Cranes[Setting.Crane].Id, Ns(_began), Ns(Math.Min(Setting.End, Port.Time)), label.Family, label.Alert,
                0,
            Setting.Name));
    }

    private void Record(CraneSample sample, int row)
    {
        for (int i = 0; i < places.Length; i++) _tape[(row * places.Length) + i] = sample.Numbers[places[i]];
    }
}
