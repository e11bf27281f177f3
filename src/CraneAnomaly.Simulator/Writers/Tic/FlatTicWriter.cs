using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers.Tic;

/// <summary>TIC 4.0 in its flat form, one message a line: a time, and a dotted path for every value.</summary>
internal sealed class FlatTicWriter : ITelemetryWriter
{
    private readonly TextFile _file;
    private readonly TimeText _time = new();

    // By crane, then by place of the signal in TicSignal.All: the key with its comma and colon.
    private readonly byte[][][] _values;
    private readonly byte[][][] _qualities;

    public FlatTicWriter(string path, bool gzip, IReadOnlyList<string> cranes)
    {
        _file = new TextFile(path, gzip);
        _values = [.. cranes.Select(c => TicSignal.All.Select(s => Key(c, s, "value")).ToArray())];
        _qualities = [.. cranes.Select(c => TicSignal.All.Select(s => Key(c, s, "quality")).ToArray())];
    }

    public void Write(CraneSample sample)
    {
        var signals = TicSignal.All;
        byte[][] values = _values[sample.Crane];
        _file.Write("{\"timestamp\":\""u8);
        _file.Advance(_time.Write(_file.Room(TimeText.MaxLength), sample.TimestampNs));
        _file.Write("\""u8);
        for (int i = 0; i < signals.Length; i++)
        {
            var (place, anchor) = (signals[i].Place, signals[i].IsAnchor);
            if (!TicValue.Has(sample, place, anchor)) continue;
            _file.Write(values[i]);
            TicValue.Write(_file, sample, place, anchor);
            if (anchor || sample.Qualities[place] < SignalQuality.Uncertain) continue;
            _file.Write(_qualities[sample.Crane][i]);
            _file.Write("\""u8);
            _file.Write(Qualities.Text(sample.Qualities[place]));
            _file.Write("\""u8);
        }

        _file.Write("}\n"u8);
    }

    public void Complete() => _file.Dispose();

    public void Dispose() => _file.Dispose();

    private static byte[] Key(string crane, TicSignal signal, string last) =>
        [(byte)',', .. TicValue.Name($"che.@{crane}.{signal.Flat()}.{last}"), (byte)':'];
}
