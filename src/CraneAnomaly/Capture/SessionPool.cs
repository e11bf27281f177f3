using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

/// <summary>The protocol readers of all flows, by number, and those that wait for another flow. 0 is none.</summary>
internal sealed class SessionPool<TSink>(IReadOnlyList<ProtocolFactory<TSink>> protocols)
    where TSink : struct, IRecordSink
{
    private readonly Dictionary<ProtocolFactory<TSink>, Stack<int>> _free =
        protocols.Distinct().ToDictionary(protocol => protocol, _ => new Stack<int>());

    private ProtocolReader<TSink>[] _readers = new ProtocolReader<TSink>[16];
    private Stack<int>[] _home = new Stack<int>[16];
    private int _count = 1;

    /// <summary>The reader of a number.</summary>
    public ProtocolReader<TSink> this[int number] => _readers[number];

    /// <summary>A reader for a flow.</summary>
    public int Take(ProtocolFactory<TSink> protocol)
    {
        var free = _free[protocol];
        if (free.TryPop(out int number)) return number;
        if (_count == _readers.Length)
        {
            Array.Resize(ref _readers, _count * 2);
            Array.Resize(ref _home, _count * 2);
        }

        number = _count++;
        _readers[number] = protocol.Create();
        _readers[number].CarriesText = protocol.Protocol.CarriesText();
        _readers[number].IsLasting = protocol.Protocol.IsCommands() || protocol.Protocol.IsRemoteAccess();
        _home[number] = free;
        return number;
    }

    /// <summary>Takes a reader back.</summary>
    public void Return(int number)
    {
        _readers[number].Reset();
        _home[number].Push(number);
    }
}
