namespace CraneAnomaly.StateGenerator;

/// <summary>How the collections of the runtime are written and read.</summary>
internal static class Containers
{
    public static string Write(StateType type) => Indent(type.Shape switch
    {
        StateShape.Given => "w.BeginGiven(value);",
        StateShape.Nullable => $$"""
            w.Write(value.HasValue);
            if (!value.HasValue) return;
            var inner = value.GetValueOrDefault();
            {{Emitter.Write(type.Parts[0], "inner")}}
            """,
        StateShape.Tuple => string.Join("\n", type.Parts.Select((part, i) => Emitter.Write(part, $"value.Item{i + 1}"))),
        StateShape.InlineArray =>
            $"foreach (ref var item in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref {Element(type)}, {Length(type)})) {{ {Emitter.Write(type.Fields[0].Type, "item")} }}",
        StateShape.Memory => $$"""
            w.WriteCount(value.Length);
            foreach (var item in value.Span) { var one = item; {{Emitter.Write(type.Parts[0], "one")}} }
            """,
        StateShape.Array when type.Parts[0].Shape == StateShape.Plain => $$"""
            if (w.IsEmpty(value) || !w.Begin(value)) return;
            w.WriteCount(value.Length);
            w.WriteBlock<{{type.Parts[0].Name}}>(value);
            """,
        StateShape.Array => $$"""
            if (w.IsEmpty(value) || !w.Begin(value)) return;
            w.Enter();
            w.WriteCount(value.Length);
            for (int i = 0; i < value.Length; i++) { {{Emitter.Write(type.Parts[0], "value[i]")}} }
            w.Leave();
            """,
        StateShape.List => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            w.WriteCount(value.Count);
            foreach (ref var item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(value)) { {{Emitter.Write(type.Parts[0], "item")}} }
            w.Leave();
            """,
        StateShape.ReadOnlyList => $$"""
            var list = value as System.Collections.Generic.List<{{type.Parts[0].Name}}>;
            w.WriteCount(value is null ? 0 : list is null ? 1 : 2);
            if (value is null || (list != null && !w.Begin(list))) return;
            w.Enter();
            var items = System.Linq.Enumerable.ToArray(value);
            w.WriteCount(items.Length);
            for (int i = 0; i < items.Length; i++) { {{Emitter.Write(type.Parts[0], "items[i]")}} }
            w.Leave();
            """,
        StateShape.Dictionary => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            w.WriteComparer(value.Comparer);
            w.WriteCount(value.Count);
            foreach (var one in {{InOrder(type, "value.Keys")}})
            {
                var key = one;
                var item = value[key];
                {{Emitter.Write(type.Parts[0], "key")}}
                {{Emitter.Write(type.Parts[1], "item")}}
            }
            w.Leave();
            """,
        StateShape.SortedDictionary => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            w.WriteOrder(value.Comparer);
            w.WriteCount(value.Count);
            foreach (var pair in value)
            {
                var key = pair.Key;
                var item = pair.Value;
                {{Emitter.Write(type.Parts[0], "key")}}
                {{Emitter.Write(type.Parts[1], "item")}}
            }
            w.Leave();
            """,
        StateShape.LinkedList => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            w.WriteCount(value.Count);
            for (var node = value.First; node != null; node = node.Next)
            {
                w.Begin(node);
                {{Emitter.Write(type.Parts[0], "node.ValueRef")}}
            }
            w.Leave();
            """,
        StateShape.LinkedNode => $$"""
            w.Write(value != null);
            if (value == null) return;
            var list = value.List ?? throw Checkpoints.ImageWriter.Unknown(value);
            {{Emitter.Write(type.Parts[0], "list")}}
            w.Begin(value);
            """,
        StateShape.PriorityQueue => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            w.WriteCount(value.Count);
            foreach (var pair in value.UnorderedItems)
            {
                var (item, priority) = pair;
                {{Emitter.Write(type.Parts[0], "item")}}
                {{Emitter.Write(type.Parts[1], "priority")}}
            }
            w.Leave();
            """,
        _ => $$"""
            if (!w.Begin(value)) return;
            w.Enter();
            {{(type.Shape == StateShape.HashSet ? "w.WriteComparer(value.Comparer);" : type.Shape == StateShape.SortedSet ? "w.WriteOrder(value.Comparer);" : "")}}
            w.WriteCount(value.Count);
            foreach (var one in {{(type.Shape == StateShape.HashSet ? InOrder(type, "value") : "value")}}) { var item = one; {{Emitter.Write(type.Parts[0], "item")}} }
            w.Leave();
            """,
    });

    public static string Read(StateType type) => Indent(type.Shape switch
    {
        StateShape.Given => "if (r.Begin(ref value)) value = r.Given(value);",
        StateShape.Nullable => $$"""
            if (!r.ReadBool()) { value = null; return; }
            var inner = value.GetValueOrDefault();
            {{Emitter.Read(type.Parts[0], "inner")}}
            value = inner;
            """,
        StateShape.Tuple => string.Join("\n", type.Parts.Select((part, i) => Emitter.Read(part, $"value.Item{i + 1}"))),
        StateShape.InlineArray =>
            $"foreach (ref var item in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref {Element(type)}, {Length(type)})) {{ {Emitter.Read(type.Fields[0].Type, "item")} }}",
        StateShape.Memory => $$"""
            var items = new {{ArrayOf(type.Parts[0].Name, "r.ReadCount(1)")}};
            for (int i = 0; i < items.Length; i++) { {{Emitter.Read(type.Parts[0], "items[i]")}} }
            value = items;
            """,
        StateShape.Array when type.Parts[0].Shape == StateShape.Plain => $$"""
            if (!r.Begin(ref value)) return;
            value = r.MakeArray<{{type.Parts[0].Name}}>(value, r.ReadCount(System.Runtime.CompilerServices.Unsafe.SizeOf<{{type.Parts[0].Name}}>()));
            r.ReadBlock<{{type.Parts[0].Name}}>(value);
            """,
        StateShape.Array => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.MakeArray<{{type.Parts[0].Name}}>(value, r.ReadCount(1));
            value = made;
            for (int i = 0; i < made.Length; i++) { {{Emitter.Read(type.Parts[0], "made[i]")}} }
            r.Leave();
            """,
        StateShape.List => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            int count = r.ReadCount(1);
            var made = r.Claim<{{type.Name}}>(value) ?? new {{type.Name}}(count);
            r.Add(value = made);
            System.Runtime.InteropServices.CollectionsMarshal.SetCount(made, count);
            foreach (ref var item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(made)) { {{Emitter.Read(type.Parts[0], "item")}} }
            r.Leave();
            """,
        StateShape.ReadOnlyList => $$"""
            int kind = r.ReadCount();
            if (kind == 0) { value = null; return; }
            var old = value as System.Collections.Generic.IReadOnlyList<{{type.Parts[0].Name}}>;
            System.Collections.Generic.List<{{type.Parts[0].Name}}> list = null;
            if (kind == 2)
            {
                list = value as System.Collections.Generic.List<{{type.Parts[0].Name}}>;
                bool isNew = r.Begin(ref list);
                value = list;
                if (!isNew) return;
                value = list = r.Claim<System.Collections.Generic.List<{{type.Parts[0].Name}}>>(list) ?? [];
                r.Add(list);
            }
            r.Enter();
            var items = new {{ArrayOf(type.Parts[0].Name, "r.ReadCount(1)")}};
            for (int i = 0; i < items.Length; i++)
            {
                if (old != null && i < old.Count) items[i] = old[i];
                {{Emitter.Read(type.Parts[0], "items[i]")}}
            }
            if (list is null) value = items;
            else { list.Clear(); list.AddRange(items); }
            r.Leave();
            """,
        StateShape.Dictionary => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value);
            var comparer = r.ReadComparer<{{type.Parts[0].Name}}>(made != null);
            made ??= new(comparer);
            value = made;
            r.Add(made);
            int count = r.ReadCount(2);
            var oldKeys = System.Linq.Enumerable.ToArray(made.Keys);
            var keys = new {{ArrayOf(type.Parts[0].Name, "count")}};
            var items = new {{ArrayOf(type.Parts[1].Name, "count")}};
            for (int i = 0; i < count; i++)
            {
                if (i < oldKeys.Length) keys[i] = oldKeys[i];
                {{Emitter.Read(type.Parts[0], "keys[i]")}}
                if ((object)keys[i] == null) throw r.Damaged("a key is nothing");
                made.TryGetValue(keys[i], out items[i]);
                {{Emitter.Read(type.Parts[1], "items[i]")}}
            }
            made.Clear();
            for (int i = 0; i < count; i++) if (!made.TryAdd(keys[i], items[i])) throw r.Damaged("a key stands twice");
            r.Leave();
            """,
        StateShape.SortedDictionary => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value);
            var order = r.ReadOrder<{{type.Parts[0].Name}}>(made != null);
            value = made ??= new(order);
            r.Add(made);
            int count = r.ReadCount(2);
            var keys = new {{ArrayOf(type.Parts[0].Name, "count")}};
            var items = new {{ArrayOf(type.Parts[1].Name, "count")}};
            for (int i = 0; i < count; i++)
            {
                {{Emitter.Read(type.Parts[0], "keys[i]")}}
                if ((object)keys[i] == null) throw r.Damaged("a key is nothing");
                made.TryGetValue(keys[i], out items[i]);
                {{Emitter.Read(type.Parts[1], "items[i]")}}
            }
            made.Clear();
            for (int i = 0; i < count; i++) if (!made.TryAdd(keys[i], items[i])) throw r.Damaged("a key stands twice");
            r.Leave();
            """,
        StateShape.SortedSet => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value);
            var order = r.ReadOrder<{{type.Parts[0].Name}}>(made != null);
            value = made ??= new(order);
            r.Add(made);
            var items = new {{ArrayOf(type.Parts[0].Name, "r.ReadCount(1)")}};
            for (int i = 0; i < items.Length; i++) { {{Emitter.Read(type.Parts[0], "items[i]")}} }
            made.Clear();
            foreach (var item in items) if (!made.Add(item)) throw r.Damaged("an item stands twice");
            r.Leave();
            """,
        StateShape.LinkedList => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value) ?? new();
            value = made;
            r.Add(made);
            made.Clear();
            for (int count = r.ReadCount(2); count > 0; count--)
            {
                System.Collections.Generic.LinkedListNode<{{type.Parts[0].Name}}> node = null;
                if (!r.Begin(ref node)) throw r.Damaged("a place in a list stands twice");
                node = made.AddLast(default({{type.Parts[0].Name}}));
                r.Add(node);
                {{Emitter.Read(type.Parts[0], "node.ValueRef")}}
            }
            r.Leave();
            """,
        StateShape.LinkedNode => $$"""
            if (!r.ReadBool()) { value = null; return; }
            var list = value?.List;
            {{Emitter.Read(type.Parts[0], "list")}}
            if (r.Begin(ref value)) throw r.Damaged("a place is in no list");
            """,
        StateShape.PriorityQueue => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value) ?? new();
            value = made;
            r.Add(made);
            var items = new ({{type.Parts[0].Name}}, {{type.Parts[1].Name}})[r.ReadCount(2)];
            for (int i = 0; i < items.Length; i++)
            {
                {{Emitter.Read(type.Parts[0], "items[i].Item1")}}
                {{Emitter.Read(type.Parts[1], "items[i].Item2")}}
            }
            made.Clear();
            made.EnqueueRange(items);
            r.Leave();
            """,
        StateShape.HashSet => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value);
            var comparer = r.ReadComparer<{{type.Parts[0].Name}}>(made != null);
            made ??= new(comparer);
            value = made;
            r.Add(made);
            var items = new {{ArrayOf(type.Parts[0].Name, "r.ReadCount(1)")}};
            for (int i = 0; i < items.Length; i++) { {{Emitter.Read(type.Parts[0], "items[i]")}} }
            made.Clear();
            foreach (var item in items) if (!made.Add(item)) throw r.Damaged("an item stands twice");
            r.Leave();
            """,
        _ => $$"""
            if (!r.Begin(ref value)) return;
            r.Enter();
            var made = r.Claim<{{type.Name}}>(value) ?? new();
            value = made;
            r.Add(made);
            var items = new {{ArrayOf(type.Parts[0].Name, "r.ReadCount(1)")}};
            for (int i = 0; i < items.Length; i++) { {{Emitter.Read(type.Parts[0], "items[i]")}} }
            made.Clear();
            {{(type.Shape == StateShape.Stack
                ? "for (int i = items.Length - 1; i >= 0; i--) made.Push(items[i]);"
                : "foreach (var item in items) made.Enqueue(item);")}}
            r.Leave();
            """,
    });

    // Tables are not in an order that means anything; those of objects are in that of their making.
    private static string InOrder(StateType type, string keys) => type.Parts[0].IsConstant
        ? $"Checkpoints.ImageWriter.InOrder<{type.Parts[0].Name}>({keys}, static (w, key) => {{ {Emitter.Write(type.Parts[0], "key")} }})"
        : keys;

    private static string Element(StateType type) => $"System.Runtime.CompilerServices.Unsafe.As<{type.Name}, {type.Fields[0].Type.Name}>(ref value)";

    private static string Length(StateType type) => type.Symbol.GetAttributes()
        .First(found => found.AttributeClass?.Name == "InlineArrayAttribute").ConstructorArguments[0].Value!.ToString();

    // The length of an array of arrays stands in the first pair of brackets.
    private static string ArrayOf(string element, string length)
    {
        int brackets = element.Length;
        while (element.Substring(0, brackets).EndsWith("[]", StringComparison.Ordinal)) brackets -= 2;
        return $"{element.Substring(0, brackets)}[{length}]{element.Substring(brackets)}";
    }

    private static string Indent(string code) => "        " + code.Replace("\n", "\n        ");
}
