create table if not exists category (
	id bigint primary key,
	name varchar(100) not null
);

create table if not exists product (
	id bigint primary key,
	name varchar(100) not null,
	price decimal(10, 2) not null,
	stock int not null,
	category_id bigint not null references category
);
